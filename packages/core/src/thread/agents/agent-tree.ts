import type { ResponseItem } from "@codex/protocol";
import type { AgentRole } from "../../agents/agent-role.js";
import { isAtRest, statusForModel } from "../../agents/agent-status.js";
import type { AgentRoles } from "../../agents/load-agent-roles.js";
import type { Config } from "../../config/config.js";
import { CodexError } from "../../error.js";
import type { Answer, Ask, AskingAgent } from "../../items/question.js";
import type { UserInput } from "../../items/user-input.js";
import { isUserMessage } from "../../rollout/derive-item.js";
import type { AgentInfo, AgentPlace, Agents, Refusal, SpawnRequest, WaitOptions } from "../../session/agents.js";
import type { Session } from "../../session/session.js";
import type { Turn } from "../../session/turn.js";
import type { Thread } from "../thread.js";
import type { NewAgentOptions } from "../thread-manager.js";
import { Agent } from "./agent.js";
import { agentConfig } from "./agent-config.js";
import { freeNickname } from "./nicknames.js";

/** A helper that has nothing to do yet. */
export interface OpenedAgent {
  readonly thread: Thread;
  /** The thread that it works for. */
  readonly parentId: string;
  readonly config: Config;
}

/** Told of each helper; gives who answers for its turns, in place of who answers for the turn that started it. */
export type OnAgent = (opened: OpenedAgent) => Ask | undefined;

export interface AgentTreeOptions extends AgentRoles {
  readonly config: Config;
  readonly openThread: (config: Config, options: NewAgentOptions) => Promise<Thread>;
  /** Closes a thread and forgets it. */
  readonly removeThread: (id: string) => Promise<void>;
  readonly onAgent: OnAgent | undefined;
}

/** All helpers of a session, those of helpers too. */
export class AgentTree {
  readonly #options: AgentTreeOptions;
  readonly #agents = new Map<string, Agent>();
  /** Places of helpers that are being opened. */
  #opening = 0;
  #tokens = 0;

  constructor(options: AgentTreeOptions) {
    this.#options = options;
  }

  get warnings(): readonly string[] {
    return this.#options.warnings;
  }

  /** The helpers as the thread of that id works with them. */
  agentsOf(threadId: string, depth: number): Agents {
    const { maxDepth } = this.#options.config.agents;
    return {
      areAllowed: depth < maxDepth,
      roles: this.#options.roles,
      find: (id) => this.#agents.get(id)?.info,
      spawn: (parent, request) => this.#spawn(parent, request, depth + 1),
      send: (id, input, options) => this.#send(id, input, options),
      wait: (ids, options) => this.#wait(ids, options),
      close: (id) => this.#close(id),
      resume: (id) => this.#resume(id),
      interrupt: () => {
        for (const agent of this.#childrenOf(threadId)) void agent.interrupt().catch(() => undefined);
      },
      [Symbol.asyncDispose]: async () => {
        await Promise.all(this.#childrenOf(threadId).map((agent) => this.#end(agent)));
      },
    };
  }

  async #spawn(parent: Turn, request: SpawnRequest, depth: number): Promise<AgentInfo | Refusal> {
    const role = this.#options.roles.find(({ name }) => name === request.role);
    if (request.role !== undefined && role === undefined) return refusal(`there is no role ${request.role}`);
    const limit = this.#limitReached();
    if (limit !== undefined) return refusal(limit);
    this.#opening += 1;
    try {
      const agent = await this.#open(parent, { request, role, depth });
      await agent.start(request.input);
      return { ...agent.info, status: { type: "starting" } };
    } catch (error) {
      return refusal(`the helper could not be started: ${reasonOf(error)}`);
    } finally {
      this.#opening -= 1;
    }
  }

  /** Why no more helpers may be opened, if so. */
  #limitReached(): string | undefined {
    const { maxThreads, maxTokens } = this.#options.config.agents;
    if (maxTokens !== undefined && this.#tokens >= maxTokens) return tokensUsedUp(maxTokens);
    const open = [...this.#agents.values()].filter((agent) => agent.isOpen).length + this.#opening;
    if (open < maxThreads) return undefined;
    return `${open} helpers are open, and no more may be (agents.max_threads): close one first`;
  }

  async #open(
    { session, context, running }: Turn,
    wanted: { readonly request: SpawnRequest; readonly role: AgentRole | undefined; readonly depth: number },
  ): Promise<Agent> {
    const { request, role, depth } = wanted;
    const config = agentConfig(session.config, context, { role, request });
    const taken = new Set([...this.#agents.values()].map(({ info }) => info.nickname));
    const nickname = freeNickname(role?.nicknames ?? [], taken);
    const parentId = session.id;
    const place: AgentPlace = {
      nickname,
      role: role?.name,
      parentId,
      parentPath: session.recorder?.path,
      rootId: session.agentPlace?.rootId ?? parentId,
      depth,
    };
    const thread = await this.#options.openThread(config, {
      agent: place,
      agents: (id) => this.agentsOf(id, depth),
      ephemeral: session.recorder === undefined,
    });
    if (request.forksContext) await thread.inject(session.history.items.filter(isSaid));
    const about = { threadId: thread.id, nickname, role: role?.name };
    const agent = new Agent({
      thread,
      config,
      place,
      ask: this.#options.onAgent?.({ thread, parentId, config }) ?? askFor(about, session, running.answerer),
      maxRuntimeMs: config.agents.maxRuntimeMs,
      onRest: ({ id, info }) => session.tell([notification(id, info)]),
      onUsage: () => this.#countTokens(),
    });
    this.#agents.set(agent.id, agent);
    return agent;
  }

  async #send(
    id: string,
    input: readonly UserInput[],
    { interrupt }: { readonly interrupt: boolean },
  ): Promise<string | Refusal> {
    const agent = this.#agents.get(id);
    if (agent === undefined) return refusal(`there is no helper ${id}`);
    if (!agent.isOpen) return refusal(`the helper ${id} is closed: resume it first`);
    const { maxTokens } = this.#options.config.agents;
    if (maxTokens !== undefined && this.#tokens >= maxTokens) return refusal(tokensUsedUp(maxTokens));
    try {
      if (interrupt) await agent.interrupt();
      return (await agent.start(input)).id;
    } catch (error) {
      return refusal(`the helper ${id} takes nothing: ${reasonOf(error)}`);
    }
  }

  async #wait(ids: readonly string[], { timeoutMs, signal }: WaitOptions): Promise<readonly AgentInfo[]> {
    const agents = ids.flatMap((id) => this.#agents.get(id) ?? []);
    const resting = () => agents.map(({ info }) => info).filter(({ status }) => isAtRest(status));
    if (resting().length > 0 || signal.aborted) return resting();
    const { promise, resolve } = Promise.withResolvers<void>();
    using stack = new DisposableStack();
    for (const agent of agents) stack.use(agent.onChange(() => resting().length > 0 && resolve()));
    const timer = setTimeout(resolve, timeoutMs);
    stack.defer(() => clearTimeout(timer));
    const stop = () => resolve();
    signal.addEventListener("abort", stop);
    stack.defer(() => signal.removeEventListener("abort", stop));
    await promise;
    return resting();
  }

  async #close(id: string): Promise<AgentInfo | Refusal> {
    const agent = this.#agents.get(id);
    if (agent === undefined) return refusal(`there is no helper ${id}`);
    const { info } = agent;
    await this.#end(agent);
    return info;
  }

  async #resume(id: string): Promise<AgentInfo | Refusal> {
    const agent = this.#agents.get(id);
    if (agent === undefined) return refusal(`there is no helper ${id}`);
    if (agent.isOpen) return agent.info;
    const limit = this.#limitReached();
    if (limit !== undefined) return refusal(limit);
    const { rolloutPath } = agent.thread;
    if (rolloutPath === undefined) return refusal(`the helper ${id} was not saved`);
    const { place, config } = agent.parts;
    const { parentId, depth } = place;
    try {
      const thread = await this.#options.openThread(config, {
        agent: place,
        agents: (threadId) => this.agentsOf(threadId, depth),
        resumePath: rolloutPath,
      });
      this.#options.onAgent?.({ thread, parentId, config });
      agent.reopen(thread);
      return agent.info;
    } catch (error) {
      return refusal(`the helper ${id} cannot be opened again: ${reasonOf(error)}`);
    }
  }

  async #end(agent: Agent): Promise<void> {
    if (!agent.isOpen) return;
    await agent.close();
    await this.#options.removeThread(agent.id);
  }

  #countTokens(): void {
    this.#tokens = [...this.#agents.values()].reduce((sum, { tokens }) => sum + tokens, 0);
    const { maxTokens } = this.#options.config.agents;
    if (maxTokens === undefined || this.#tokens < maxTokens) return;
    for (const agent of this.#agents.values()) void agent.stop(tokensUsedUp(maxTokens)).catch(() => undefined);
  }

  #childrenOf(threadId: string): Agent[] {
    return [...this.#agents.values()].filter(({ parts }) => parts.place.parentId === threadId);
  }
}

/** Not what only tells the model where it is: the helper is told that on its own. */
const isSaid = (item: ResponseItem): boolean =>
  item.type !== "message" || item.role === "assistant" || isUserMessage(item);

const refusal = (text: string): Refusal => ({ refusal: text });

const tokensUsedUp = (limit: number) => `the ${limit} tokens that helpers may take are used up (agents.max_tokens)`;

const reasonOf = (error: unknown) =>
  error instanceof CodexError || error instanceof Error ? error.message : String(error);

/** Whoever answers for the turn that started the helper answers for it too, and those who watch that thread see the question. */
function askFor(agent: AskingAgent, session: Session, ask: Ask | undefined): Ask | undefined {
  if (ask === undefined) return undefined;
  return async (asked, signal) => {
    const question = { ...asked, agent };
    session.publish({ type: "question-asked", question });
    const answer = await ask(question, signal).catch((): Answer => ({ type: "denied" }));
    session.publish({ type: "question-settled", question, answer });
    return answer;
  };
}

/** What the thread that it works for is told when a helper rests. */
function notification(threadId: string, { status }: AgentInfo): ResponseItem {
  const about = JSON.stringify({ agent_path: threadId, status: statusForModel(status) });
  const text = `<subagent_notification>\n${about}\n</subagent_notification>`;
  return { type: "message", role: "user", content: [{ type: "input_text", text }] };
}
