import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { gitProcess, withoutOwnFilters } from "@codex/core";
import type { Io } from "./io.js";

/**
 * Applies a diff to the working tree at `cwd`; returns Git's message if that fails. No program that the repository configures is run: no
 * hook, filter, merge driver or file system monitor.
 */
export async function applyDiff(
  options: readonly string[],
  diff: string,
  { cwd, env, signal }: Pick<Io, "cwd" | "env" | "signal">,
): Promise<string | undefined> {
  const settings = await withoutOwnFilters({ cwd, env, signal });
  if (settings === undefined) return "Git cannot read this repository's settings; 'git status' may say why";
  const git = gitProcess({ cwd, env, settings });
  const child = spawn("git", [...git.options, "apply", ...options, "-"], {
    cwd,
    env: git.env,
    signal,
    stdio: ["pipe", "ignore", "pipe"],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (child.pid === undefined) await ended;
  // Git may exit before it has read everything.
  child.stdin.on("error", () => {});
  child.stdin.end(diff);
  const [said, code] = await Promise.all([text(child.stderr), ended]);
  return code === 0 ? undefined : said;
}
