import { deleteCheckpoints } from "@codex/core";
import type { Invocation } from "../command-line/command-spec.js";
import { ExitCode } from "../exec/exit-code.js";
import type { Io } from "../io.js";
import { savedSession } from "./saved-session.js";

/** `codex delete SESSION` */
export function run(invocation: Invocation, io: Io): Promise<number> {
  return invocation.has("remote") ? deleteOnServer(invocation, io) : deleteHere(invocation, io);
}

async function deleteHere(invocation: Invocation, io: Io): Promise<number> {
  const found = await savedSession(invocation.positionals[0] ?? "", io);
  if (found === undefined) return ExitCode.failed;
  const { store, thread } = found;
  if (!(await isWanted(thread.id, invocation, io))) return ExitCode.failed;
  await store.delete(thread.id);
  const cwd = thread.meta?.cwd;
  if (cwd !== undefined) await deleteCheckpoints({ cwd, env: io.env, signal: io.signal }, thread.id);
  return reportDeletion(thread.id, io);
}

async function deleteOnServer(invocation: Invocation, io: Io): Promise<number> {
  const { withThreadOnServer } = await import("../remote/with-thread-on-server.js");
  return withThreadOnServer({ invocation, io, archived: false }, async (client, threadId) => {
    if (!(await isWanted(threadId, invocation, io))) return ExitCode.failed;
    await client.call("thread/delete", { threadId });
    return reportDeletion(threadId, io);
  });
}

async function isWanted(id: string, invocation: Invocation, io: Io): Promise<boolean> {
  if (invocation.has("force")) return true;
  if (!io.stdin.isTTY) {
    io.stderr.write("error: nobody can be asked here: use --force to delete without asking\n");
    return false;
  }
  const { createInterface } = await import("node:readline/promises");
  using reader = createInterface({ input: io.stdin, output: io.stderr });
  const answer = await reader.question(`Delete session ${id} for good? [y/N] `, { signal: io.signal });
  return /^y(es)?$/i.test(answer.trim());
}

function reportDeletion(id: string, io: Io): number {
  io.stdout.write(`Deleted session ${id}.\n`);
  return ExitCode.done;
}
