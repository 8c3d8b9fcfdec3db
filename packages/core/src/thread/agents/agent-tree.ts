import { type AgentStatus, isAtRest } from "../../agents/agent-status.js";
import { findRole } from "../../agents/built-in-roles.js";
import type { AgentRoles } from "../../agents/load-agent-roles.js";
import type { Config } from "../../config/config.js";
import { errorMessage } from "../../error.js";
import type { UserInput } from "../../items/user-input.js";
import type { AgentInfo, AgentMail, AgentPlace, Agents, Refusal, SendOptions } from "../../session/agents.js";
import type { Session } from "../../session/session.js";
import type { Turn } from "../../session/turn.js";
import type { Agent } from "./agent.js";
import { agentTools } from "./agent-config.js";
import { AgentLimits } from "./agent-limits.js";
import { mailItem, taskText } from "./agent-messages.js";
import { AgentOpenings } from "./agent-openings.js";
import { AgentRoster } from "./agent-roster.js";
import type { AgentOpener } from "./open-agent.js";
import { refusal } from "./refusal.js";

export interface AgentTreeOptions extends AgentRoles, Pick<AgentOpener, "openThread" | "onAgent"> {
  readonly config: Config;
  /** Whether subagents are identified by path, as in `multi_agent_v2`, instead of id. */
  readonly areNamed: boolean;
  /** The rollout that the session continues; undefined for a new session. */
  readonly resumePath: string | undefined;
  /** Closes a thread and removes it from the manager. */
  readonly removeThread: (id: string) => Promise<void>;
}

/** The path of the session's main thread. */
const ROOT = "/root";

type AgentPosition = Pick<AgentPlace, "depth" | "path">;

/** All subagents of a session, at every depth. */
export class AgentTree {
  readonly #options: AgentTreeOptions;
  readonly #roster: AgentRoster;
  readonly #limits: AgentLimits;
  readonly #openings: AgentOpenings;
  /** The main thread's session, known once one of its turns has used subagents. */
  #root: Session | undefined;

  constructor(options: AgentTreeOptions) {
    const { config, areNamed, resumePath, roles, openThread, onAgent } = options;
    this.#options = options;
    this.#roster = new AgentRoster({ codexHome: config.codexHome, areNamed, resumePath });
    this.#limits = new AgentLimits({
      limits: config.agents,
      agents: () => this.#roster.all,
      close: areNamed ? (agent) => this.#end(agent) : undefined,
    });
    this.#openings = new AgentOpenings({
      roles,
      openThread,
      onAgent,
      areNamed,
      roster: this.#roster,
      limits: this.#limits,
      agentsOf: (id, place) => this.agentsOf(id, place),
      onUsage: () => this.#stopWithoutTokens(),
    });
  }

  get warnings(): readonly string[] {
    return this.#options.warnings;
  }

  /** The subagents from the point of view of the thread `threadId`. */
  agentsOf(threadId: string, { depth, path = ROOT }: AgentPosition): Agents {
    const { areNamed, config, roles } = this.#options;
    const roster = this.#roster;
    return {
      areAllowed: depth < config.agents.maxDepth,
      path: areNamed ? path : undefined,
      roles,
      find: (id) => roster.reachable(id)?.info,
      list: () => roster.list(),
      recall: () => roster.recall(),
      root: () => this.#rootInfo(threadId),
      onChange: (listener) => roster.onChange(listener),
      spawn: (parent, request) => {
        if (parent.session.agentPlace === undefined) this.#root = parent.session;
        return this.#openings.spawn(parent, { request, depth: depth + 1, parentPath: path });
      },
      send: (id, input, options) => this.#send(id, input, options),
      assign: async (id, task, turn) => {
        const sent = await this.#send(id, [{ type: "text", text: taskText(task) }], { interrupt: false, turn });
        return typeof sent === "string" ? undefined : sent;
      },
      post: (mail, turn) => this.#post(mail, turn),
      wait: (ids, options) => roster.wait(ids, options),
      stop: (id) => this.#stop(id),
      close: (id) => this.#close(id),
      resume: async (id, turn) => infoOf(await this.#openings.resume(id, turn)),
      changeServers: async (settings) => {
        const changes = roster.subagentsOf(threadId).map((agent) => {
          const role = findRole(roles, agent.info.role);
          return agent.changeServers(agentTools({ ...agent.config, ...settings }, role));
        });
        // A subagent that is closed meanwhile needs no servers.
        await Promise.allSettled(changes);
      },
      interrupt: () => {
        for (const agent of roster.subagentsOf(threadId)) void agent.interrupt().catch(() => undefined);
      },
      [Symbol.asyncDispose]: async () => {
        await Promise.all(roster.subagentsOf(threadId).map((agent) => this.#end(agent)));
      },
    };
  }

  async #send(id: string, input: readonly UserInput[], { interrupt, turn }: SendOptions): Promise<string | Refusal> {
    const usedUp = this.#limits.tokensUsedUp();
    if (usedUp !== undefined) return refusal(usedUp);
    const agent = await this.#openings.awake(id, turn);
    if ("refusal" in agent) return agent;
    try {
      if (interrupt) await agent.interrupt();
      return (await agent.start(input, turn)).id;
    } catch (error) {
      return refusal(`the subagent ${id} takes nothing: ${errorMessage(error)}`);
    }
  }

  async #post(mail: AgentMail, turn: Turn): Promise<AgentInfo | Refusal | undefined> {
    const item = mailItem("MESSAGE", mail);
    if (mail.to === ROOT) {
      this.#root?.pendingItems.add([item]);
      return undefined;
    }
    const agent = await this.#openings.awake(this.#roster.at(mail.to)?.threadId ?? mail.to, turn);
    if ("refusal" in agent) return agent;
    agent.thread.queueForModel([item]);
    return agent.info;
  }

  /** Before there is any subagent, the asker can only be the main thread. */
  #rootInfo(askerId: string): ReturnType<Agents["root"]> {
    const isWorking = this.#root === undefined || this.#root.turns.current !== undefined;
    const status: AgentStatus = isWorking ? { type: "running" } : { type: "completed", message: undefined };
    return { threadId: this.#root?.id ?? askerId, path: ROOT, status };
  }

  async #stop(id: string): Promise<AgentInfo | Refusal> {
    const agent = this.#roster.get(id);
    if (agent === undefined) return this.#roster.earlier(id) ?? refusal(`there is no subagent ${id}`);
    const { info } = agent;
    if (!isAtRest(info.status)) await agent.interrupt();
    return info;
  }

  async #close(id: string): Promise<AgentInfo | Refusal> {
    const agent = this.#roster.reachable(id);
    if (agent === undefined) return refusal(`there is no subagent ${id}`);
    const { info } = agent;
    await this.#end(agent);
    return info;
  }

  async #end(agent: Agent): Promise<void> {
    if (!agent.isOpen) return;
    await agent.close();
    await this.#options.removeThread(agent.id);
  }

  #stopWithoutTokens(): void {
    const reason = this.#limits.tokensUsedUp();
    if (reason === undefined) return;
    for (const agent of this.#roster.all) void agent.stop(reason).catch(() => undefined);
  }
}

const infoOf = (agent: Agent | Refusal): AgentInfo | Refusal => ("refusal" in agent ? agent : agent.info);
