import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { makeScratchFolder } from "@codex/private-files";
import type { Attachment } from "../state/composer.js";
import { imageOf } from "./pasted.js";

type Env = Readonly<Record<string, string | undefined>>;

interface Surroundings {
  /** Codex's own folder: commands cannot change what is there. */
  readonly codexHome: string;
  readonly env: Env;
}

/** Lets the user edit the text in their editor, which gets the terminal; undefined if that failed. */
export async function editText(text: string, { codexHome, env }: Surroundings): Promise<string | undefined> {
  const command = env["VISUAL"] || env["EDITOR"] || "vi";
  await using folder = await makeScratchFolder(codexHome);
  const file = path.join(folder.path, "message.md");
  await writeFile(file, text, { mode: 0o600 });
  // As in Git: the variable is a shell command line.
  const status = await runToEnd("sh", ["-c", `${command} "$1"`, command, file], { env, stdio: "inherit" });
  if (status !== 0) throw new Error(`the editor (${command}) ended with ${status}; the draft is unchanged`);
  return (await readFile(file, "utf8")).replace(/\n$/, "");
}

/** Saves the clipboard's image to a file; undefined if there is none, or no program to read it. */
export async function clipboardImage({
  codexHome,
  env,
  platform,
}: Surroundings & { readonly platform: NodeJS.Platform }): Promise<Attachment | undefined> {
  const folder = await makeScratchFolder(codexHome);
  const file = path.join(folder.path, "clipboard.png");
  for (const [program, args] of imageReaders(file, env, platform)) {
    const status = await runToEnd(program, args, { env, stdio: "ignore" }).catch(() => 1);
    const image = status === 0 ? await imageOf(file) : undefined;
    if (image !== undefined) return image;
  }
  await folder[Symbol.asyncDispose]();
  return undefined;
}

function imageReaders(file: string, env: Env, platform: NodeJS.Platform): [program: string, args: string[]][] {
  if (platform === "darwin") {
    const script = `set f to open for access POSIX file ${JSON.stringify(file)} with write permission\nwrite (the clipboard as «class PNGf») to f\nclose access f`;
    return [["osascript", ["-e", script]]];
  }
  if (platform === "win32" || env["WSL_DISTRO_NAME"] !== undefined) {
    const script = `Add-Type -AssemblyName System.Windows.Forms; $i=[Windows.Forms.Clipboard]::GetImage(); if($i){$i.Save('${file.replaceAll("'", "''")}')}else{exit 1}`;
    return [["powershell.exe", ["-NoProfile", "-STA", "-Command", script]]];
  }
  const readers: [string, string[]][] = [];
  if (env["WAYLAND_DISPLAY"]) readers.push(["sh", ["-c", 'wl-paste -t image/png > "$1"', "sh", file]]);
  if (env["DISPLAY"]) readers.push(["sh", ["-c", 'xclip -selection clipboard -t image/png -o > "$1"', "sh", file]]);
  return readers;
}

/** Copies text with a clipboard program of the platform; returns false if none worked. */
export async function copyWithProgram(text: string, env: Env, platform: NodeJS.Platform): Promise<boolean> {
  for (const [program, ...args] of writers(env, platform)) {
    if ((await runToEnd(program, args, { env, stdio: "ignore", input: text }).catch(() => 1)) === 0) return true;
  }
  return false;
}

type CommandLine = readonly [program: string, ...args: string[]];

const WAYLAND_WRITER: CommandLine = ["wl-copy"];
const X11_WRITER: CommandLine = ["xclip", "-selection", "clipboard"];

function writers(env: Env, platform: NodeJS.Platform): readonly CommandLine[] {
  // Over SSH, this machine's clipboard is not the user's.
  if (env["SSH_CONNECTION"] !== undefined) return [];
  if (platform === "darwin") return [["pbcopy"]];
  if (platform === "win32" || env["WSL_DISTRO_NAME"] !== undefined) return [["clip.exe"]];
  return [...(env["WAYLAND_DISPLAY"] ? [WAYLAND_WRITER] : []), ...(env["DISPLAY"] ? [X11_WRITER] : [])];
}

interface RunOptions {
  readonly env: Env;
  readonly stdio: "inherit" | "ignore";
  readonly input?: string;
}

/** How long a clipboard program may take, in milliseconds. */
const CLIPBOARD_MS = 3_000;

function runToEnd(program: string, args: readonly string[], { env, stdio, input }: RunOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], {
      env: { ...env },
      stdio: [input === undefined ? stdio : "pipe", stdio, stdio],
      ...(stdio === "ignore" && { timeout: CLIPBOARD_MS, killSignal: "SIGKILL" as const }),
    });
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
    child.stdin?.on("error", () => {});
    child.stdin?.end(input);
  });
}

export interface OwnCommand {
  readonly output: string;
  readonly exitCode: number;
  readonly durationMs: number;
}

/** How much output of a user's command is kept, in characters. */
const MAX_OUTPUT = 256 * 1_024;

/** Runs a user's command in their shell, with their permissions. The signal ends it and its child processes. */
export function spawnUserCommand(
  command: string,
  options: {
    readonly cwd: string;
    readonly env: Env;
    readonly signal: AbortSignal;
    /** Called with all output kept so far. */
    readonly onOutput: (output: string) => void;
    /** Ends the process and its group, if they still exist. */
    readonly killGroup: (pid: number) => void;
  },
): Promise<OwnCommand> {
  const { cwd, env, signal, onOutput } = options;
  const started = performance.now();
  return new Promise((resolve) => {
    const shell = env["SHELL"] || "sh";
    const child = spawn(shell, ["-c", command], {
      cwd,
      env: { ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    let output = "";
    const take = (chunk: string) => {
      output = `${output}${chunk}`.slice(-MAX_OUTPUT);
      onOutput(output);
    };
    const stop = () => {
      if (child.pid !== undefined) options.killGroup(child.pid);
    };
    const done = (exitCode: number) => {
      signal.removeEventListener("abort", stop);
      resolve({ output, exitCode, durationMs: performance.now() - started });
    };
    signal.addEventListener("abort", stop, { once: true });
    child.on("error", (error) => {
      take(`${error.message}\n`);
      done(127);
    });
    // If it could not be started for lack of file descriptors, it has no streams.
    if (child.pid === undefined) return;
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", take);
    child.on("close", (code) => done(code ?? 130));
  });
}
