import { deleteCheckpoints } from "@codex/core";
import { terminalText } from "@codex/terminal";
import type { Invocation } from "../command-line/command-spec.js";
import { ExitCode } from "../exec/exit-code.js";
import type { Io } from "../io.js";
import { threadsNamed } from "./find-session.js";
import { savedSession } from "./saved-session.js";

/** `codex delete SESSION` */
export function run(invocation: Invocation, io: Io): Promise<number> {
  return invocation.has("remote") ? deleteOnServer(invocation, io) : deleteHere(invocation, io);
}

async function deleteHere(invocation: Invocation, io: Io): Promise<number> {
  const [idOrName = ""] = invocation.positionals;
  const found = await savedSession(idOrName, io);
  if (found === undefined) return ExitCode.failed;
  const { store, thread } = found;
  const named = idOrName === thread.id ? [] : await threadsNamed(store, idOrName);
  if (named.length > 1) {
    const ids = named.map(({ id }) => id).join(", ");
    io.stderr.write(`error: several sessions are called ${terminalText(idOrName)}, so name one by its id: ${ids}\n`);
    return ExitCode.failed;
  }
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
