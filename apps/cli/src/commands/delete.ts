import { deleteCheckpoints } from "@codex/core";
import type { Invocation } from "../command-line/command-spec.js";
import { ExitCode } from "../exec/exit-code.js";
import type { Io } from "../io.js";
import { type SavedSession, savedSession } from "./saved-session.js";

/** `codex delete SESSION` */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const found = await savedSession(invocation.positionals[0] ?? "", io);
  if (found === undefined) return ExitCode.failed;
  const { store, thread } = found;
  if (!invocation.has("force") && !(await isWanted(found, io))) return ExitCode.failed;
  await store.delete(thread.id);
  const cwd = thread.meta?.cwd;
  if (cwd !== undefined) await deleteCheckpoints({ cwd, env: io.env, signal: io.signal }, thread.id);
  io.stdout.write(`Deleted session ${thread.id}.\n`);
  return ExitCode.done;
}

async function isWanted({ thread }: SavedSession, io: Io): Promise<boolean> {
  if (!io.stdin.isTTY) {
    io.stderr.write("error: nobody can be asked here: use --force to delete without asking\n");
    return false;
  }
  const { createInterface } = await import("node:readline/promises");
  using reader = createInterface({ input: io.stdin, output: io.stderr });
  const answer = await reader.question(`Delete session ${thread.id} for good? [y/N] `, { signal: io.signal });
  return /^y(es)?$/i.test(answer.trim());
}
