import { CodexError, type Config, fileThreadStore, type ThreadStore, type ThreadSummary } from "@codex/core";

export type FoundSession =
  | { readonly type: "found"; readonly id: string; readonly path: string; readonly isFork?: boolean }
  /** `message` is for a person. */
  | { readonly type: "none"; readonly message: string };

/** For a session that was found, its id is enough. */
type ChosenSession =
  | Pick<Extract<FoundSession, { type: "found" }>, "type" | "id">
  | Extract<FoundSession, { type: "none" }>;

/** The saved session with that id or name. */
export async function findSession({ codexHome }: Pick<Config, "codexHome">, idOrName: string): Promise<FoundSession> {
  const thread = await findThread(fileThreadStore(codexHome), idOrName);
  if (thread !== undefined) return found(thread);
  return { type: "none", message: `no saved session has the id ${idOrName}; 'codex resume' lists them` };
}

/** The thread with that id, archived or not; otherwise the most recently used one with that name. */
export async function findThread(
  store: ThreadStore,
  idOrName: string,
  { isArchived = false } = {},
): Promise<ThreadSummary | undefined> {
  try {
    return await store.find(idOrName);
  } catch (error) {
    if (!(error instanceof CodexError) || error.code !== "conversation-not-found") throw error;
    const { threads } = await store.list({ isArchived, search: idOrName, sortKey: "updated", limit: MAX_NAMED });
    return threads.find(({ name }) => name === idOrName);
  }
}

const MAX_NAMED = 1000;

/** All threads with that name, archived or not: a copy has the name of its original. */
export async function threadsNamed(store: ThreadStore, name: string): Promise<readonly ThreadSummary[]> {
  const lists = await Promise.all(
    [false, true].map((isArchived) => store.list({ isArchived, search: name, sortKey: "updated", limit: MAX_NAMED })),
  );
  return lists.flatMap(({ threads }) => threads.filter((thread) => thread.name === name));
}

/** The most recently used session of this folder, or of all folders. */
export async function findLatestSession(config: Config, { all = false } = {}): Promise<FoundSession> {
  const sessions = await sessionsOf(config, { all });
  // After a power failure a file may be damaged or empty; such a session is only resumed if there is no other.
  const latest = sessions.find(({ meta, preview }) => meta !== undefined || preview !== undefined) ?? sessions[0];
  if (latest !== undefined) return found(latest);
  return { type: "none", message: all ? "no session has been saved" : `no session has been saved for ${config.cwd}` };
}

function found({ id, path }: ThreadSummary): Extract<FoundSession, { type: "found" }> {
  return { type: "found", id, path };
}

/** The sessions of this folder, most recently used first, including those that do not record their folder. */
export async function sessionsOf({ codexHome, cwd }: Config, { all = false } = {}): Promise<readonly ThreadSummary[]> {
  const { threads } = await fileThreadStore(codexHome).list({ ...(!all && { cwds: [cwd] }), sortKey: "updated" });
  return threads;
}

/** Creates a copy of the session as a new one. */
export async function forkOf({ codexHome }: Pick<Config, "codexHome">, session: ChosenSession): Promise<FoundSession> {
  if (session.type === "none") return session;
  return { ...found(await fileThreadStore(codexHome).fork(session.id)), isFork: true };
}
