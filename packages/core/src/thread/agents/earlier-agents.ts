import { type AgentStatus, statusAfter } from "../../agents/agent-status.js";
import type { TurnView } from "../../items/turn-view.js";
import { loadRollout } from "../../rollout/load-rollout.js";
import type { AgentInfo } from "../../session/agents.js";
import { findSavedAgent, type SavedAgent } from "./saved-agent.js";

/** The named subagents that a session had in earlier processes, at every depth, until they are reopened. */
export class EarlierAgents {
  readonly #agents = new Map<string, AgentInfo>();
  readonly #codexHome: string;
  readonly #rolloutPath: string | undefined;
  #read: Promise<void> | undefined;

  /** `rolloutPath`: the rollout that the session continues; undefined if there is none. */
  constructor(codexHome: string, rolloutPath: string | undefined) {
    this.#codexHome = codexHome;
    this.#rolloutPath = rolloutPath;
  }

  /** Searches for them until the search succeeds once. */
  recall(): Promise<void> {
    this.#read ??= this.#readAll().catch((error: unknown) => {
      this.#read = undefined;
      throw error;
    });
    return this.#read;
  }

  /** With their status at the end of their last turn. */
  get infos(): readonly AgentInfo[] {
    return [...this.#agents.values()];
  }

  find(id: string): AgentInfo | undefined {
    return this.#agents.get(id);
  }

  /** Removes a subagent that has been reopened. */
  delete(id: string): void {
    this.#agents.delete(id);
  }

  async #readAll(): Promise<void> {
    if (this.#rolloutPath === undefined) return;
    const { sessionId, turns } = await loadRollout(this.#rolloutPath, this.#codexHome);
    for (const info of await subagentsOf(sessionId, turns, this.#codexHome)) this.#agents.set(info.threadId, info);
  }
}

async function subagentsOf(threadId: string, turns: readonly TurnView[], codexHome: string): Promise<AgentInfo[]> {
  const found: AgentInfo[] = [];
  for (const id of idsIn(turns)) {
    const saved = await findSavedAgent(codexHome, id);
    // A fork's transcript also mentions subagents of the original thread.
    if (saved?.path === undefined || saved.parentId !== threadId) continue;
    const own = await loadRollout(saved.rolloutPath, codexHome).catch(() => undefined);
    if (own === undefined) continue;
    found.push(infoOf(saved, own.turns), ...(await subagentsOf(id, own.turns, codexHome)));
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
  // Its sandbox is decided by the turn that reopens it, whatever it had before.
  return { threadId, nickname, path, role, model, sandboxPolicy: { mode: "read-only" }, status };
}
