import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { errorMessage } from "../error.js";
import { stopProcessGroup } from "../exec/stop-process-group.js";
import { makeRoomForProcess } from "../files/spare-files.js";
import { waitWithin } from "../wait-within.js";
import type { HookExit } from "./hook-answer.js";

/** A longer output is not a valid answer. */
const MAX_OUTPUT_BYTES = 1024 * 1024;

export interface HookCommand {
  /** A script for the shell. */
  readonly command: string;
  /** The user's shell; it is run without its start-up files. */
  readonly shell: string;
  readonly cwd: string;
  /** The complete environment. */
  readonly env: Readonly<Record<string, string>>;
  /** One JSON object. */
  readonly stdin: string;
  /** In seconds. */
  readonly timeout: number;
}

/** Runs a hook until it ends, including all processes that it starts. An abort ends it like its time limit does. Never throws. */
export async function runHookCommand(hook: HookCommand, signal: AbortSignal): Promise<HookExit> {
  if (!(await makeRoomForProcess())) return { type: "not-started", message: "too many files are open" };
  let child: ChildProcessByStdio<Writable, Readable, Readable>;
  try {
    child = spawn(hook.shell, ["-c", hook.command], {
      cwd: hook.cwd,
      env: hook.env,
      stdio: ["pipe", "pipe", "pipe"],
      detached: true,
      windowsHide: true,
    });
    await once(child, "spawn");
  } catch (error) {
    return { type: "not-started", message: errorMessage(error) };
  }
  // A hook need not read its standard input.
  child.stdin.on("error", () => {});
  child.stdin.end(hook.stdin);
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const closed = once(child, "close");
  const { type } = await waitWithin(closed, { ms: hook.timeout * 1000, signals: [signal] });
  const hasEnded = type === "came";
  if (child.pid !== undefined) await stopProcessGroup(child.pid, hasEnded ? Promise.resolve() : closed);
  if (!hasEnded) return { type: "timed-out", seconds: hook.timeout };
  return { type: "exited", status: child.exitCode, stdout: stdout(), stderr: stderr() };
}

function collect(stream: Readable): () => string {
  const chunks: Buffer[] = [];
  let length = 0;
  stream.on("data", (chunk: Buffer) => {
    if (length < MAX_OUTPUT_BYTES) chunks.push(chunk.subarray(0, MAX_OUTPUT_BYTES - length));
    length += chunk.length;
  });
  return () => Buffer.concat(chunks).toString("utf8");
}
