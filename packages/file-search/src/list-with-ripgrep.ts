import { spawn } from "node:child_process";
import { once } from "node:events";
import { FileSearchError } from "./error.js";
import type { ListOptions } from "./list-files.js";
import { neverListed } from "./never-listed.js";

/** The program bundled with the package; undefined if it was not installed. */
export async function findRipgrep(): Promise<string | undefined> {
  return import("@vscode/ripgrep").then(
    ({ rgPath }) => rgPath,
    () => undefined,
  );
}

export async function* listWithRipgrep(
  program: string,
  directory: string,
  { exclude = [], gitFolder, threads = 2, env = {}, signal }: ListOptions,
): AsyncGenerator<Uint8Array, void> {
  const patterns = [...neverListed({ gitFolder }), ...exclude];
  const ripgrep = spawn(program, [...argumentsFor(patterns), "--threads", String(threads)], {
    cwd: directory,
    env: { ...env },
    signal,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(ripgrep, "close");
  // The loop below may end before anything awaits this.
  exited.catch(() => {});
  let complaint = "";
  ripgrep.stderr.on("data", (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(0, 1000);
  });
  let found = 0;
  for await (const chunk of ripgrep.stdout) {
    found += chunk.length;
    yield chunk;
  }
  const [code] = await exited;
  // It also fails if a single directory is unreadable; then what it found is the result.
  if (code === 2 && found === 0 && complaint !== "") throw new FileSearchError("listing-failed", complaint.trim());
}

function argumentsFor(exclude: readonly string[]): string[] {
  // Differs from codex-rs: also finds files that start with a dot, such as those in .github.
  const fixed = ["--files", "--null", "--no-config", "--no-messages", "--hidden", "--path-separator=/"];
  return [...fixed, ...exclude.map((pattern) => `--glob=!${pattern}`)];
}
