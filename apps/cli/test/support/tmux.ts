import { execFile, execFileSync } from "node:child_process";
import { createReadStream } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { Condition } from "@codex/test-support";
import { builtCodex } from "./built-codex.js";
import type { Workspace } from "./workspace.js";

export const hasTmux = (() => {
  try {
    execFileSync("tmux", ["-V"]);
    return true;
  } catch {
    return false;
  }
})();

/** `codex` on the screen of a real terminal emulator. */
export interface Screen extends AsyncDisposable {
  /** Types text, or presses named keys such as `Enter` and `C-c`. */
  keys(...keys: readonly string[]): Promise<void>;
  resize(columns: number, rows: number): Promise<void>;
  /** Runs a tmux command on this screen. */
  tmux(...words: readonly string[]): Promise<string>;
  /** The scrollback and the screen; rows wrapped by the terminal are one line. */
  all(): Promise<readonly string[]>;
  /** Resolves with the screen when it matches; checked whenever the program has written. */
  waitFor(fits: (lines: readonly string[]) => boolean): Promise<readonly string[]>;
}

const LIMIT_MS = 120_000;

export interface ScreenOptions {
  readonly columns: number;
  readonly rows: number;
  /** Typed into an interactive shell, as its job. */
  readonly inShell?: boolean;
}

export async function openScreen(
  workspace: Workspace,
  args: readonly string[],
  { columns, rows, inShell = false }: ScreenOptions,
): Promise<Screen> {
  const socket = path.join(workspace.codexHome, "tmux");
  const tmux = async (...words: readonly string[]) =>
    (await promisify(execFile)("tmux", ["-S", socket, "-f", "/dev/null", ...words])).stdout;
  const fifo = path.join(workspace.codexHome, "written");
  await promisify(execFile)("mkfifo", [fifo]);
  // The screen has colours, whatever the environment of the tests says.
  const variables = Object.entries({ ...workspace.env, NO_COLOR: "" }).flatMap(([name, value]) => [
    "-e",
    `${name}=${value}`,
  ]);
  const size = ["-x", String(columns), "-y", String(rows)];
  const command = [process.execPath, await builtCodex(), ...args];
  // The program starts only when its output is being read.
  const started = inShell ? ["bash", "--norc", "-i"] : ["sh", "-c", 'read -r _; exec "$@"', "sh", ...command];
  await tmux("new-session", "-d", ...size, "-c", workspace.cwd, ...variables, ...started);
  await tmux("pipe-pane", "-O", `cat > '${fifo}'`);
  const written = createReadStream(fifo);
  let writes = 0;
  const hasWritten = new Condition();
  written.on("data", () => {
    writes++;
    hasWritten.notify();
  });
  if (inShell) await tmux("send-keys", "-l", command.join(" "));
  await tmux("send-keys", "Enter");
  const capture = async () => (await tmux("capture-pane", "-p")).trimEnd().split("\n");
  return {
    async keys(...keys) {
      await tmux("send-keys", ...keys);
    },
    async resize(newColumns, newRows) {
      await tmux("resize-window", "-x", String(newColumns), "-y", String(newRows));
    },
    tmux,
    async all() {
      return (await tmux("capture-pane", "-p", "-J", "-S", "-")).trimEnd().split("\n");
    },
    async waitFor(fits) {
      const limit = AbortSignal.timeout(LIMIT_MS);
      for (;;) {
        const before = writes;
        const lines = await capture();
        if (fits(lines)) return lines;
        await hasWritten
          .until(() => writes > before, limit)
          .catch(() => {
            throw new Error(`the screen never became what it should:\n${lines.join("\n")}`);
          });
      }
    },
    async [Symbol.asyncDispose]() {
      await tmux("kill-server").catch(() => {});
      written.destroy();
    },
  };
}
