import { type AgentStatus, isAtRest } from "../../agents/agent-status.js";
import { findRole } from "../../agents/built-in-roles.js";
import type { AgentRoles } from "../../agents/load-agent-roles.js";
import type { Config } from "../../config/config.js";
import { CodexError } from "../../error.js";
import type { UserInput } from "../../items/user-input.js";
import type {
  AgentInfo,
  AgentMail,
  AgentPlace,
  Agents,
  Refusal,
  SendOptions,
  SpawnRequest,
  WaitOptions,
} from "../../session/agents.js";
import type { Session } from "../../session/session.js";
import type { Turn } from "../../session/turn.js";
import { waitUntil } from "../../session/wait-until.js";
import { together } from "../../together.js";
import { adoptAgent } from "./adopt-agent.js";
import type { Agent } from "./agent.js";
import { mailItem, taskText } from "./agent-messages.js";
import { AgentRoom } from "./agent-room.js";
import { EarlierAgents } from "./earlier-agents.js";
import { unusableModel } from "./model-choice.js";
import { type AgentOpener, firstInput, openAgent } from "./open-agent.js";

export interface AgentTreeOptions extends AgentRoles, Pick<AgentOpener, "openThread" | "onAgent"> {
  readonly config: Config;
  /** Whether helpers go by paths, as `multi_agent_v2` has them, and not by their ids. */
  readonly areNamed: boolean;
  /** The file that the session goes on with; undefined for a new one. */
  readonly resumePath: string | undefined;
  /** Closes a thread and forgets it. */
  readonly removeThread: (id: string) => Promise<void>;
}

/** The path of the session's own thread. */
const ROOT = "/root";

type AgentPosition = Pick<AgentPlace, "depth" | "path">;

/** All helpers of a session, those of helpers too. */
export class AgentTree {
  readonly #options: AgentTreeOptions;
  readonly #agents = new Map<string, Agent>();
  readonly #room: AgentRoom;
  /** Paths of those that are being opened. */
  readonly #opening = new Set<string>();
  readonly #earlier: EarlierAgents;
  /** The session's own thread, once a turn of it had to do with helpers. */
  #root: Session | undefined;

  constructor(options: AgentTreeOptions) {
    this.#options = options;
    this.#earlier = new EarlierAgents(options.config.codexHome, options.areNamed ? options.resumePath : undefined);
    this.#room = new AgentRoom({
      limits: options.config.agents,
      agents: () => this.#agents.values(),
      close: options.areNamed ? (agent) => this.#end(agent) : undefined,
    });
  }

  get warnings(): readonly string[] {
    return this.#options.warnings;
  }

  /** The helpers as the thread of that id works with them. */
  agentsOf(threadId: string, { depth, path = ROOT }: AgentPosition): Agents {
    const { maxDepth } = this.#options.config.agents;
    return {
      areAllowed: depth < maxDepth,
      path: this.#options.areNamed ? path : undefined,
      roles: this.#options.roles,
      find: (id) => this.#reachable(id)?.info,
      list: () => this.#list(),
      recall: () => this.#earlier.recall(),
      root: () => this.#rootInfo(threadId),
      onChange: (listener) => this.#onChange(listener),
      spawn: (parent, request) => this.#spawn(parent, { request, depth: depth + 1, parentPath: path }),
      send: (id, input, options) => this.#send(id, input, options),
      assign: async (id, task, turn) => {
        const sent = await this.#send(id, [{ type: "text", text: taskText(task) }], { interrupt: false, turn });
        return typeof sent === "string" ? undefined : sent;
      },
      post: (mail, turn) => this.#post(mail, turn),
      wait: (ids, options) => this.#wait(ids, options),
      stop: (id) => this.#stop(id),
      close: (id) => this.#close(id),
      resume: (id, turn) => this.#resumeOrAdopt(id, turn),
      interrupt: () => {
        for (const agent of this.#childrenOf(threadId)) void agent.interrupt().catch(() => undefined);
      },
      [Symbol.asyncDispose]: async () => {
        await Promise.all(this.#childrenOf(threadId).map((agent) => this.#end(agent)));
      },
    };
  }

  async #spawn(
    parent: Turn,
    { request, depth, parentPath }: { request: SpawnRequest; depth: number; parentPath: string },
  ): Promise<AgentInfo | Refusal> {
    const role = findRole(this.#options.roles, request.role);
    if (request.role !== undefined && role === undefined) return refusal(`there is no role ${request.role}`);
    const unusable = unusableModel(parent.session.config, parent.context.model, request);
    if (unusable !== undefined) return refusal(unusable);
    if (parent.session.agentPlace === undefined) this.#root = parent.session;
    const { taskName } = request;
    const path = taskName === undefined ? undefined : `${parentPath}/${taskName}`;
    const isTaken = (one: string) => this.#opening.has(one) || this.#list().some((info) => info.path === one);
    if (path !== undefined && isTaken(path)) return refusal(`there is a helper ${path} already`);
    using _path = this.#holdPath(path);
    const room = await this.#room.take();
    if ("refusal" in room) return room;
    using _room = room;
    try {
      const wanted = { request, role, depth, path, parentPath };
      const agent = await openAgent(parent, wanted, this.#opener());
      this.#agents.set(agent.id, agent);
      await agent.start(firstInput(wanted), rootTurnOf(parent));
      return { ...agent.info, status: { type: "starting" } };
    } catch (error) {
      return refusal(`the helper could not be started: ${reasonOf(error)}`);
    }
  }

  /** Nobody else gets the path while its helper is being opened. */
  #holdPath(path: string | undefined): Disposable | undefined {
    if (path === undefined) return undefined;
    this.#opening.add(path);
    return { [Symbol.dispose]: () => void this.#opening.delete(path) };
  }

  #opener(): AgentOpener {
    return {
      takenNicknames: new Set([...this.#agents.values()].map(({ info }) => info.nickname)),
      openThread: this.#options.openThread,
      onAgent: this.#options.onAgent,
      agentsOf: (id, place) => this.agentsOf(id, place),
      onUsage: () => this.#stopWithoutTokens(),
    };
  }

  async #send(id: string, input: readonly UserInput[], { interrupt, turn }: SendOptions): Promise<string | Refusal> {
    const usedUp = this.#room.tokensUsedUp();
    if (usedUp !== undefined) return refusal(usedUp);
    const agent = await this.#awake(id, turn);
    if ("refusal" in agent) return agent;
    try {
      if (interrupt) await agent.interrupt();
      return (await agent.start(input, rootTurnOf(turn))).id;
    } catch (error) {
      return refusal(`the helper ${id} takes nothing: ${reasonOf(error)}`);
    }
  }

  async #post(mail: AgentMail, turn: Turn): Promise<AgentInfo | Refusal | undefined> {
    const item = mailItem("MESSAGE", mail);
    if (mail.to === ROOT) {
      this.#root?.tell([item]);
      return undefined;
    }
    const agent = await this.#awake(this.#list().find(({ path }) => path === mail.to)?.threadId ?? mail.to, turn);
    if ("refusal" in agent) return agent;
    agent.thread.tell([item]);
    return agent.info;
  }

  /** One that goes by its id and was closed is not there until it is resumed. */
  #reachable(id: string): Agent | undefined {
    const agent = this.#agents.get(id);
    return agent?.isOpen === true || this.#options.areNamed ? agent : undefined;
  }

  /** The helper, open: one that goes by its path was closed for want of room only, or with an earlier process. */
  async #awake(id: string, turn: Turn): Promise<Agent | Refusal> {
    const agent = this.#agents.get(id);
    if (agent === undefined) return this.#adopt(id, turn);
    if (agent.isOpen) return agent;
    if (!this.#options.areNamed) return refusal(`the helper ${id} is closed: resume it first`);
    const resumed = await this.#resume(agent);
    return "refusal" in resumed ? resumed : agent;
  }

  /** In the order of their paths; those that go by their ids, in the order in which they were started. */
  #list(): AgentInfo[] {
    return [...[...this.#agents.values()].map(({ info }) => info), ...this.#earlier.infos].sort((one, other) =>
      (one.path ?? "").localeCompare(other.path ?? ""),
    );
  }

  /** Who asks before there is any helper is the session's own thread. */
  #rootInfo(askerId: string): ReturnType<Agents["root"]> {
    const isWorking = this.#root === undefined || this.#root.turns.current !== undefined;
    const status: AgentStatus = isWorking ? { type: "running" } : { type: "completed", message: undefined };
    return { threadId: this.#root?.id ?? askerId, path: ROOT, status };
  }

  #onChange(listener: () => void): Disposable {
    return together([...this.#agents.values()].map((agent) => agent.onChange(listener)));
  }

  async #wait(ids: readonly string[], options: WaitOptions): Promise<readonly AgentInfo[]> {
    const agents = ids.flatMap((id) => this.#reachable(id) ?? []);
    const resting = () => agents.map(({ info }) => info).filter(({ status }) => isAtRest(status));
    await waitUntil(() => resting().length > 0, { ...options, onChange: (listener) => this.#onChange(listener) });
    return resting();
  }

  async #stop(id: string): Promise<AgentInfo | Refusal> {
    const agent = this.#agents.get(id);
    if (agent === undefined) return this.#earlier.find(id) ?? refusal(`there is no helper ${id}`);
    const { info } = agent;
    if (!isAtRest(info.status)) await agent.interrupt();
    return info;
  }

  async #close(id: string): Promise<AgentInfo | Refusal> {
    const agent = this.#reachable(id);
    if (agent === undefined) return refusal(`there is no helper ${id}`);
    const { info } = agent;
    await this.#end(agent);
    return info;
  }

  async #resumeOrAdopt(id: string, turn: Turn): Promise<AgentInfo | Refusal> {
    const known = this.#agents.get(id);
    if (known !== undefined) return this.#resume(known);
    const adopted = await this.#adopt(id, turn);
    return "refusal" in adopted ? adopted : adopted.info;
  }

  /** Opens one of an earlier process. */
  async #adopt(id: string, turn: Turn): Promise<Agent | Refusal> {
    const room = await this.#room.take();
    if ("refusal" in room) return room;
    using _room = room;
    try {
      const agent = await adoptAgent(turn, id, { roles: this.#options.roles, opener: this.#opener() });
      if (agent === undefined) return refusal(this.#absence(id));
      this.#agents.set(agent.id, agent);
      this.#earlier.delete(id);
      return agent;
    } catch (error) {
      return refusal(`the helper ${id} cannot be opened again: ${reasonOf(error)}`);
    }
  }

  #absence(id: string): string {
    const path = this.#earlier.find(id)?.path;
    if (path === undefined) return `there is no helper ${id}`;
    return `${path} was opened by another helper in an earlier session: ask that one`;
  }

  async #resume(agent: Agent): Promise<AgentInfo | Refusal> {
    if (agent.isOpen) return agent.info;
    const { rolloutPath } = agent.thread;
    if (rolloutPath === undefined) return refusal(`the helper ${agent.id} was not saved`);
    const room = await this.#room.take();
    if ("refusal" in room) return room;
    using _room = room;
    const { place, config } = agent.parts;
    try {
      const thread = await this.#options.openThread(config, {
        agent: place,
        agents: (threadId) => this.agentsOf(threadId, place),
        resumePath: rolloutPath,
      });
      this.#options.onAgent?.({ thread, parentId: place.parentId, config });
      agent.reopen(thread);
      return agent.info;
    } catch (error) {
      return refusal(`the helper ${agent.id} cannot be opened again: ${reasonOf(error)}`);
    }
  }

  async #end(agent: Agent): Promise<void> {
    if (!agent.isOpen) return;
    await agent.close();
    await this.#options.removeThread(agent.id);
  }

  #stopWithoutTokens(): void {
    const reason = this.#room.tokensUsedUp();
    if (reason === undefined) return;
    for (const agent of this.#agents.values()) void agent.stop(reason).catch(() => undefined);
  }

  #childrenOf(threadId: string): Agent[] {
    return [...this.#agents.values()].filter(({ parts }) => parts.place.parentId === threadId);
  }
}

const refusal = (text: string): Refusal => ({ refusal: text });

/** The turn of the session's own thread that the work is for. */
const rootTurnOf = ({ running }: Turn): string => running.info.rootTurnId ?? running.id;

const reasonOf = (error: unknown) =>
  error instanceof CodexError || error instanceof Error ? error.message : String(error);
