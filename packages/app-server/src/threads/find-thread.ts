import { CodexError, type SavedThread, type ThreadSummary } from "@codex/core";
import type { AppServer } from "../app-server.js";
import { invalidRequest } from "../rpc-errors.js";
import type { ServedThread } from "./served-thread.js";
import { threadIdOf } from "./thread-id.js";

/** The loaded thread. Throws -32600 if there is none. */
export function loadedThread(server: AppServer, threadId: string): ServedThread {
  const id = threadIdOf(threadId);
  const served = server.threads.find(id);
  if (served === undefined) throw invalidRequest(`thread not found: ${id}`);
  return served;
}

/** The summary of the thread's file; undefined if it has none. */
export function findSummary(server: AppServer, id: string): Promise<ThreadSummary | undefined> {
  return undefinedIfAbsent(server.home.store.find(id));
}

/** Throws -32600 for an archived thread: it is only read. */
export function refuseArchived({ id, isArchived }: ThreadSummary): void {
  if (isArchived) throw invalidRequest(`thread ${id} is archived: take it back with thread/unarchive first`);
}

export function readSaved(server: AppServer, id: string): Promise<SavedThread | undefined> {
  return undefinedIfAbsent(server.home.store.read(id));
}

/** The thread that a session file belongs to. Throws -32600 if there is none. */
export async function threadAt(server: AppServer, file: string): Promise<ThreadSummary> {
  const id = /([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})(?:_[\da-f-]{36})?\.jsonl$/.exec(file)?.[1];
  const summary = id === undefined ? undefined : await findSummary(server, id);
  if (summary !== undefined) return summary;
  throw invalidRequest(`no thread is kept in ${file}`);
}

/** The id of a thread that a request names by its file or, if that is absent or empty, by its id. Throws -32600. */
export async function namedThread(
  server: AppServer,
  { threadId, path }: { readonly threadId: string; readonly path?: string | null | undefined },
): Promise<string> {
  return path == null || path === "" ? threadIdOf(threadId) : (await threadAt(server, path)).id;
}

/** Waits for an operation on a thread's file. Throws -32600 with the given message if there is no such thread. */
export async function withFile<T>(work: Promise<T>, absent: string): Promise<T> {
  const done = await undefinedIfAbsent(work.then((value) => ({ value })));
  if (done === undefined) throw invalidRequest(absent);
  return done.value;
}

async function undefinedIfAbsent<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof CodexError && error.code === "conversation-not-found") return undefined;
    throw error;
  }
}
