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

/** The program in `BROWSER`. Lists and command lines are left to `xdg-open`, which reads the variable too. */
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

/** Browsers must not inherit API keys. */
function withoutSecrets(env: Environment): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL/i.test(name)),
  );
}

/**
 * Whether a browser would open where the user can see it: not over SSH or without a display, unless `BROWSER` names one, as editors set it
 * on remote machines.
 */
export function canOpenBrowser({ env, platform }: BrowserEnvironment): boolean {
  if (env["BROWSER"]) return true;
  if (env["SSH_CONNECTION"] || env["SSH_CLIENT"] || env["SSH_TTY"]) return false;
  if (platform === "darwin" || platform === "win32") return true;
  return Boolean(env["DISPLAY"] || env["WAYLAND_DISPLAY"] || env["WSL_DISTRO_NAME"]);
}
