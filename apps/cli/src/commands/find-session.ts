import { type Config, fileThreadStore, type ThreadSummary } from "@codex/core";

export type FoundSession =
  | { readonly type: "found"; readonly path: string }
  /** `message` is for a person. */
  | { readonly type: "none"; readonly message: string };

/** The saved session of that id. */
export async function findSession(config: Config, id: string): Promise<FoundSession> {
  try {
    return { type: "found", path: (await fileThreadStore(config.codexHome).find(id)).path };
  } catch {
    return { type: "none", message: `no saved session has the id ${id}; 'codex resume' lists them` };
  }
}

/** The session of this folder that was worked on last. */
export async function findLatestSession(config: Config): Promise<FoundSession> {
  const [latest] = await sessionsOf(config);
  if (latest === undefined) return { type: "none", message: `no session has been saved for ${config.cwd}` };
  return { type: "found", path: latest.path };
}

/** The sessions of this folder, the one worked on last first; those that do not say their folder count too. */
export async function sessionsOf({ codexHome, cwd }: Config): Promise<readonly ThreadSummary[]> {
  const { threads } = await fileThreadStore(codexHome).list({ cwds: [cwd], sortKey: "updated" });
  return threads;
}
