import { homedir } from "node:os";
import { fileThreadStore, findCodexHome } from "@codex/core";
import { terminalText } from "@codex/terminal";
import type { Invocation } from "../command-line/command-spec.js";
import { ExitCode } from "../exec/exit-code.js";
import type { Io } from "../io.js";
import { findThread } from "./find-session.js";

interface Move {
  readonly archived: boolean;
}

/** Archives or unarchives a session by its id or, if no session has that id, by its name. */
export function moveSession(invocation: Invocation, io: Io, move: Move): Promise<number> {
  return invocation.has("remote") ? moveOnServer(invocation, io, move) : moveHere(invocation, io, move);
}

async function moveHere(invocation: Invocation, io: Io, { archived }: Move): Promise<number> {
  const [idOrName = ""] = invocation.positionals;
  const store = fileThreadStore(await findCodexHome(io.env, homedir));
  const found = await findThread(store, idOrName, { isArchived: !archived });
  if (found === undefined || found.isArchived === archived) {
    const which = archived ? "session" : "archived session";
    io.stderr.write(`error: no ${which} has the id or the name ${terminalText(idOrName)}\n`);
    return ExitCode.failed;
  }
  const { id } = found;
  await (archived ? store.archive(id) : store.unarchive(id));
  return reportMove(id, io, { archived });
}

async function moveOnServer(invocation: Invocation, io: Io, { archived }: Move): Promise<number> {
  const { withThreadOnServer } = await import("../remote/with-thread-on-server.js");
  return withThreadOnServer({ invocation, io, archived: !archived }, async (client, threadId) => {
    await client.call(archived ? "thread/archive" : "thread/unarchive", { threadId });
    return reportMove(threadId, io, { archived });
  });
}

function reportMove(id: string, io: Io, { archived }: Move): number {
  io.stdout.write(`${archived ? "Archived" : "Unarchived"} session ${id}.\n`);
  return ExitCode.done;
}
