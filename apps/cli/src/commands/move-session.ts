import { homedir } from "node:os";
import { fileThreadStore, findCodexHome } from "@codex/core";
import { terminalText } from "@codex/terminal";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import { findThread } from "./find-session.js";

/** Archives or unarchives a session by its id or, if no session has that id, by its name. */
export async function moveSession(
  invocation: Invocation,
  io: Io,
  { archived }: { readonly archived: boolean },
): Promise<number> {
  const [idOrName = ""] = invocation.positionals;
  const store = fileThreadStore(await findCodexHome(io.env, homedir));
  const found = await findThread(store, idOrName, { isArchived: !archived });
  if (found === undefined || found.isArchived === archived) {
    const which = archived ? "session" : "archived session";
    io.stderr.write(`error: no ${which} has the id or the name ${terminalText(idOrName)}\n`);
    return 1;
  }
  const { id } = found;
  await (archived ? store.archive(id) : store.unarchive(id));
  io.stdout.write(`${archived ? "Archived" : "Unarchived"} session ${id}.\n`);
  return 0;
}
