import { homedir } from "node:os";
import { fileThreadStore, findCodexHome, type ThreadStore, type ThreadSummary } from "@codex/core";
import { terminalText } from "@codex/terminal";
import type { Io } from "../io.js";
import { findThread } from "./find-session.js";

export interface SavedSession {
  readonly store: ThreadStore;
  readonly thread: ThreadSummary;
}

/** The saved session that the user named, archived or not; reports if there is none. */
export async function savedSession(idOrName: string, io: Io): Promise<SavedSession | undefined> {
  const store = fileThreadStore(await findCodexHome(io.env, homedir));
  const thread = (await findThread(store, idOrName)) ?? (await findThread(store, idOrName, { isArchived: true }));
  if (thread !== undefined) return { store, thread };
  io.stderr.write(`error: no saved session has the id or the name ${terminalText(idOrName)}\n`);
  return undefined;
}
