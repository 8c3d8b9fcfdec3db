import { CodexError, type Config, fileThreadStore, type ThreadStore, type ThreadSummary } from "@codex/core";

export type FoundSession =
  | { readonly type: "found"; readonly id: string; readonly path: string }
  /** `message` is for a person. */
  | { readonly type: "none"; readonly message: string };

/** Of one that is found, its id says enough. */
type ChosenSession =
  | Pick<Extract<FoundSession, { type: "found" }>, "type" | "id">
  | Extract<FoundSession, { type: "none" }>;

/** The saved session of that id or name. */
export async function findSession({ codexHome }: Pick<Config, "codexHome">, idOrName: string): Promise<FoundSession> {
  const thread = await findThread(fileThreadStore(codexHome), idOrName);
  if (thread !== undefined) return found(thread);
  return { type: "none", message: `no saved session has the id ${idOrName}; 'codex resume' lists them` };
}

/** The thread of that id, archived or not; where none has it, the one of that name that was worked on last. */
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

/** The session that was worked on last, of this folder or of all. */
export async function findLatestSession(config: Config, { all = false } = {}): Promise<FoundSession> {
  const sessions = await sessionsOf(config, { all });
  // What a power failure left of a file, which may be nothing, is no session to go on with while there is another.
  const latest = sessions.find(({ meta, preview }) => meta !== undefined || preview !== undefined) ?? sessions[0];
  if (latest !== undefined) return found(latest);
  return { type: "none", message: all ? "no session has been saved" : `no session has been saved for ${config.cwd}` };
}

function found({ id, path }: ThreadSummary): FoundSession {
  return { type: "found", id, path };
}

/** The sessions of this folder, the one worked on last first; those that do not say their folder count too. */
export async function sessionsOf({ codexHome, cwd }: Config, { all = false } = {}): Promise<readonly ThreadSummary[]> {
  const { threads } = await fileThreadStore(codexHome).list({ ...(!all && { cwds: [cwd] }), sortKey: "updated" });
  return threads;
}

/** A new session that begins as the one that was found. */
export async function forkOf({ codexHome }: Pick<Config, "codexHome">, session: ChosenSession): Promise<FoundSession> {
  return session.type === "none" ? session : found(await fileThreadStore(codexHome).fork(session.id));
}
