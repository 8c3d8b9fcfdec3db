import { type AgentStatus, statusAfter } from "../../agents/agent-status.js";
import type { TurnView } from "../../items/thread-view.js";
import { loadRollout } from "../../rollout/load-rollout.js";
import type { AgentInfo } from "../../session/agents.js";
import { findSavedAgent, type SavedAgent } from "./saved-agent.js";

/** The helpers with names that a session had in earlier processes, those of helpers too, until they are opened again. */
export class EarlierAgents {
  readonly #agents = new Map<string, AgentInfo>();
  readonly #codexHome: string;
  readonly #rolloutPath: string | undefined;
  #read: Promise<void> | undefined;

  /** `rolloutPath`: the file that the session goes on with; undefined where it has had none. */
  constructor(codexHome: string, rolloutPath: string | undefined) {
    this.#codexHome = codexHome;
    this.#rolloutPath = rolloutPath;
  }

  /** Looks for them until they are found, once. */
  recall(): Promise<void> {
    this.#read ??= this.#readAll().catch((error: unknown) => {
      this.#read = undefined;
      throw error;
    });
    return this.#read;
  }

  /** As they were at the end of their last turn. */
  get infos(): readonly AgentInfo[] {
    return [...this.#agents.values()];
  }

  find(id: string): AgentInfo | undefined {
    return this.#agents.get(id);
  }

  /** It is open again. */
  delete(id: string): void {
    this.#agents.delete(id);
  }

  async #readAll(): Promise<void> {
    if (this.#rolloutPath === undefined) return;
    const { sessionId, turns } = await loadRollout(this.#rolloutPath, this.#codexHome);
    for (const info of await helpersOf(sessionId, turns, this.#codexHome)) this.#agents.set(info.threadId, info);
  }
}

async function helpersOf(threadId: string, turns: readonly TurnView[], codexHome: string): Promise<AgentInfo[]> {
  const found: AgentInfo[] = [];
  for (const id of idsIn(turns)) {
    const saved = await findSavedAgent(codexHome, id);
    // A fork tells of helpers, too, that are another thread's.
    if (saved?.path === undefined || saved.parentId !== threadId) continue;
    const own = await loadRollout(saved.rolloutPath, codexHome).catch(() => undefined);
    if (own === undefined) continue;
    found.push(infoOf(saved, own.turns), ...(await helpersOf(id, own.turns, codexHome)));
  }
  return found;
}

function idsIn(turns: readonly TurnView[]): ReadonlySet<string> {
  const calls = turns.flatMap(({ items }) => items.filter((item) => item.kind === "sub-agent"));
  return new Set(calls.flatMap(({ agents }) => agents.map(({ threadId }) => threadId)));
}

function infoOf({ threadId, nickname, path, role, model = "" }: SavedAgent, turns: readonly TurnView[]): AgentInfo {
  const last = turns.at(-1);
  const status: AgentStatus = last === undefined ? { type: "starting" } : statusAfter(last);
  // It opens under the settings of the turn that wants it to work, whatever it had before.
  return { threadId, nickname, path, role, model, sandboxPolicy: { mode: "read-only" }, status };
}
