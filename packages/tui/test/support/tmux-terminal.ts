import { execFile, execFileSync } from "node:child_process";
import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import type { TestTerminal } from "./story.js";

export const hasTmux = (() => {
  try {
    execFileSync("tmux", ["-V"]);
    return true;
  } catch {
    return false;
  }
})();

const run = promisify(execFile);

/** tmux as a terminal emulator that contains only what is written: shows what a person would see, with scrollback. */
export class TmuxTerminal implements TestTerminal, AsyncDisposable {
  readonly #folder: string;
  readonly #written: FileHandle;
  readonly #replied: FileHandle;

  static async open({ columns, rows }: { columns: number; rows: number }): Promise<TmuxTerminal> {
    const folder = await mkdtemp(path.join(tmpdir(), "codex-tmux-"));
    const [out, back] = [path.join(folder, "out"), path.join(folder, "back")];
    await run("mkfifo", [out, back]);
    // Both ends are opened for reading and writing, so that neither waits for the other.
    const program = 'stty raw -echo; cat </dev/tty >"$2" & exec cat "$1"';
    const size = ["-x", String(columns), "-y", String(rows)];
    const settings = ["set", "-g", "history-limit", "50000", ";"];
    const session = ["new-session", "-d", ...size, "sh", "-c", program, "sh", out, back];
    const socket = path.join(folder, "tmux");
    const written = await open(out, "r+");
    const replied = await open(back, "r+");
    await run("tmux", ["-S", socket, "-f", "/dev/null", ...settings, ...session]);
    return new TmuxTerminal(folder, written, replied);
  }

  private constructor(folder: string, written: FileHandle, replied: FileHandle) {
    this.#folder = folder;
    this.#written = written;
    this.#replied = replied;
  }

  /** Resolves when tmux has processed everything. */
  async write(bytes: string): Promise<void> {
    await this.#written.write(bytes);
    // The reply arrives when everything written before has been read.
    await this.#ask("\u001b[5n");
  }

  async cursorRow(): Promise<number> {
    const row = /^\u001b\[(\d+);/.exec(await this.#ask("\u001b[6n"))?.[1];
    return Number(row) - 1;
  }

  /** The terminal's reply to a query. */
  async #ask(query: string): Promise<string> {
    await this.#written.write(query);
    const { bytesRead, buffer } = await this.#replied.read(Buffer.alloc(1_000));
    return buffer.toString("latin1", 0, bytesRead);
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.#tmux("resize-window", "-x", String(columns), "-y", String(rows));
  }

  /** Scrollback and screen; rows wrapped by the terminal are one line. */
  async allLines(): Promise<string[]> {
    const lines = (await this.#tmux("capture-pane", "-p", "-J", "-S", "-")).split("\n").map((line) => line.trimEnd());
    while (lines.at(-1) === "") lines.pop();
    return lines;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tmux("kill-server").catch(() => {});
    await this.#written.close();
    await this.#replied.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #tmux(...words: readonly string[]): Promise<string> {
    return (await run("tmux", ["-S", path.join(this.#folder, "tmux"), ...words])).stdout;
  }
}
