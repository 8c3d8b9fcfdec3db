import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Environment } from "./codex-auth.js";
import { safeUrl } from "./issuer.js";

export interface BrowserEnvironment {
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
}

/**
 * Opens a URL in the user's browser: https, or http on this machine, and never through a shell.
 * @returns whether a program that opens URLs could be started.
 * @throws LoginError `url-unsafe`
 */
export async function openBrowser(url: string, host: BrowserEnvironment): Promise<boolean> {
  const { href } = safeUrl(url);
  for (const [program, ...args] of openers(host)) {
    if (await started(program, [...args, href], host.env)) return true;
  }
  return false;
}

type Opener = readonly [program: string, ...args: string[]];

function openers({ env, platform }: BrowserEnvironment): readonly Opener[] {
  switch (platform) {
    case "darwin":
      return [["open"]];
    case "win32":
      return [["rundll32", "url.dll,FileProtocolHandler"]];
    default: {
      const windows: readonly Opener[] = [["wslview"], ["rundll32.exe", "url.dll,FileProtocolHandler"]];
      return [...namedBrowser(env), ...(env["WSL_DISTRO_NAME"] ? windows : []), ["xdg-open"], ["x-www-browser"]];
    }
  }
}

/** What `BROWSER` names; lists and command lines are for `xdg-open`, which reads it too. */
function namedBrowser({ BROWSER: named = "" }: Environment): readonly Opener[] {
  return /^[\w./+-]+$/.test(named) ? [[named]] : [];
}

async function started(program: string, args: readonly string[], env: Environment): Promise<boolean> {
  const child = spawn(program, args, { stdio: "ignore", detached: true, env: withoutSecrets(env), windowsHide: true });
  try {
    await once(child, "spawn");
    child.unref();
    return true;
  } catch {
    return false;
  }
}

/** A browser has no business with API keys. */
function withoutSecrets(env: Environment): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL/i.test(name)),
  );
}

/**
 * Whether a browser that we open would come up where the user sits: not over SSH, nor without a display, unless `BROWSER` names one, as
 * editors do on machines that they work on from afar.
 */
export function canOpenBrowser({ env, platform }: BrowserEnvironment): boolean {
  if (env["BROWSER"]) return true;
  if (env["SSH_CONNECTION"] || env["SSH_CLIENT"] || env["SSH_TTY"]) return false;
  if (platform === "darwin" || platform === "win32") return true;
  return Boolean(env["DISPLAY"] || env["WAYLAND_DISPLAY"] || env["WSL_DISTRO_NAME"]);
}
