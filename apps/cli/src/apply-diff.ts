import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { gitPath } from "@codex/core";
import type { Io } from "./io.js";

/**
 * Applies a diff to the working tree at `cwd`; returns Git's message if that fails. The repository's own hooks and file system monitors do
 * not run.
 */
export async function applyDiff(
  options: readonly string[],
  diff: string,
  { cwd, env, signal }: Pick<Io, "cwd" | "env" | "signal">,
): Promise<string | undefined> {
  const settings = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"];
  const child = spawn("git", [...settings, "apply", ...options, "-"], {
    cwd,
    env: { ...env, PATH: gitPath(env, [cwd]) },
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
