import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { platform } from "node:os";
import type { Readable } from "node:stream";
import { FileSearchError } from "./error.js";
import type { ListOptions } from "./list-files.js";
import { neverListed } from "./never-listed.js";
import { PathStore } from "./path-store.js";

/** Generous: even with a million files ripgrep needs a fraction of it. */
const MAX_MEMORY_KIB = 512 * 1024;
const STALL_LIMIT_MS = 10_000;
/** Found something, found nothing, could not read everything. */
const KNOWN_EXITS: ReadonlySet<unknown> = new Set([0, 1, 2]);

/** The program bundled with the package; undefined if it was not installed. */
export async function findRipgrep(): Promise<string | undefined> {
  return import("@vscode/ripgrep").then(
    ({ rgPath }) => rgPath,
    () => undefined,
  );
}

/**
 * Undefined if ripgrep had to be stopped. In place of a `.gitignore`, a repository may have a pipe, for which ripgrep would wait, or a link
 * to an endless device, with which it would fill the memory.
 */
export async function listWithRipgrep(
  program: string,
  directory: string,
  options: ListOptions,
): Promise<PathStore | undefined> {
  const ripgrep = start(program, directory, options);
  const exited = once(ripgrep, "close");
  // The loop below may end before anything awaits this.
  exited.catch(() => {});
  let complaint = "";
  ripgrep.stderr.on("data", (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(0, 1000);
  });
  const paths = new PathStore();
  const stalled = setTimeout(() => ripgrep.kill("SIGKILL"), options.stallLimitMs ?? STALL_LIMIT_MS);
  try {
    for await (const chunk of ripgrep.stdout) {
      paths.addBytes(chunk);
      stalled.refresh();
    }
    const [code] = await exited;
    // It also fails if a single directory is unreadable; then what it found is the result.
    if (code === 2 && paths.size === 0 && complaint !== "")
      throw new FileSearchError("listing-failed", complaint.trim());
    return KNOWN_EXITS.has(code) ? paths : undefined;
  } finally {
    clearTimeout(stalled);
  }
}

function start(
  program: string,
  directory: string,
  { exclude = [], gitFolder, threads = 2, env = {}, signal }: ListOptions,
): ChildProcessByStdio<null, Readable, Readable> {
  const args = [...argumentsFor([...neverListed({ gitFolder }), ...exclude]), "--threads", String(threads)];
  const { file, args: all } = platform() === "win32" ? { file: program, args } : withMemoryLimit(program, args);
  return spawn(file, all, { cwd: directory, env: { ...env }, signal, stdio: ["ignore", "pipe", "pipe"] });
}

/** Where the system has no such limit, as on macOS, the program runs without it. */
function withMemoryLimit(program: string, args: readonly string[]) {
  const script = `ulimit -v ${MAX_MEMORY_KIB} 2>/dev/null; exec "$0" "$@"`;
  return { file: "/bin/sh", args: ["-c", script, program, ...args] };
}

function argumentsFor(exclude: readonly string[]): string[] {
  // Differs from codex-rs: also finds files that start with a dot, such as those in .github.
  const fixed = ["--files", "--null", "--no-config", "--no-messages", "--hidden", "--path-separator=/"];
  return [...fixed, ...exclude.map((pattern) => `--glob=!${pattern}`)];
}
