import type { Loaded, TuiOptions } from "@codex/tui";

export type ChatSession = Awaited<ReturnType<NonNullable<TuiOptions["findSession"]>>>;

/** How many sessions are searched for a name. */
const MAX_SEARCHED = 1_000;

/** The server's session with that id or name: if several have the name, the one used last. */
export async function sessionOnServer({ engine, config }: Loaded, idOrName: string): Promise<ChatSession> {
  if (/^[0-9a-f-]{36}$/i.test(idOrName)) return { type: "found", id: idOrName };
  const saved = await engine.savedThreads(config, { limit: MAX_SEARCHED, all: true });
  const found = saved.find(({ name }) => name === idOrName);
  return found === undefined
    ? { type: "none", message: `the server has no session called ${idOrName}` }
    : { type: "found", id: found.id };
}

/** The session used last on the server. */
export async function latestOnServer({ engine, config }: Loaded): Promise<ChatSession> {
  const [latest] = await engine.savedThreads(config, { limit: 1 });
  return latest === undefined
    ? { type: "none", message: "no session has been saved there" }
    : { type: "found", id: latest.id };
}
