import {
  type Ask,
  type Config,
  isPlainSandbox,
  type NoticeCode,
  type SettingsChange,
  type StartOptions,
  type ThreadEvent,
  type ThreadListener,
  type TurnInfo,
  type TurnSettings,
  type TurnView,
  turnSettingsOf,
  type UserInput,
} from "@codex/core";
import type { Fleet } from "../connection/fleet.js";
import { inEngineTerms, NO_PROFILES, notOnFleet } from "./engine-errors.js";
import { FleetThread, type FleetThreadOptions } from "./fleet-thread.js";
import { QuestionRelay } from "./question-relay.js";
import { readThread } from "./read-thread.js";

export interface HostedThreadOptions {
  readonly thread: Omit<FleetThreadOptions, "settings">;
  /** The initial settings. The model applies only if the client requested it. */
  readonly config: Config;
  /** Answers the questions of its turns, whoever submitted them. */
  readonly ask: Ask;
}

/** How long reading a thread may take, in milliseconds. */
const READ_LIMIT_MS = 60_000;

/** A thread of the fleet for an app-server: includes the turns and questions of other clients, and refuses what a fleet does not support. */
export class HostedFleetThread {
  readonly #thread: FleetThread;
  readonly #relay: QuestionRelay;
  readonly #listeners = new Set<ThreadListener>();
  /** Events before the first listener. */
  readonly #early: ThreadEvent[] = [];
  /** Turns that were submitted here and are not running yet. */
  readonly #waiting = new Map<string, TurnInfo>();
  #running: TurnInfo | undefined;
  #settings: TurnSettings;
  /** The settings that clients have changed since the thread was opened. */
  #changes: SettingsChange = {};
  #isClosed = false;

  /** The turns before it was opened, without the running one. */
  readonly earlierTurns: readonly TurnView[];

  private constructor(
    fleet: Fleet,
    thread: FleetThread,
    { config, ask, earlierTurns }: HostedThreadOptions & { readonly earlierTurns: readonly TurnView[] },
  ) {
    this.#thread = thread;
    this.earlierTurns = earlierTurns;
    this.#settings = turnSettingsOf(config);
    this.#relay = new QuestionRelay(fleet, {
      threadId: thread.id,
      ask,
      onUnusable: (reason) => this.#reportUnusable(reason),
    });
    thread.subscribe({ onEvent: (event) => this.#take(event) });
  }

  /** @throws CodexError `conversation-not-found`, `connection-failed` */
  static open(fleet: Fleet, options: HostedThreadOptions): Promise<HostedFleetThread> {
    return inEngineTerms(HostedFleetThread.#open(fleet, options));
  }

  static async #open(fleet: Fleet, options: HostedThreadOptions): Promise<HostedFleetThread> {
    const { thread: about, config } = options;
    const thread = await FleetThread.open(fleet, { ...about, settings: config });
    if (about.threadId === undefined) return new HostedFleetThread(fleet, thread, { ...options, earlierTurns: [] });
    const { past, ...where } = await readThread(fleet, about.threadId, AbortSignal.timeout(READ_LIMIT_MS));
    const hosted = new HostedFleetThread(fleet, thread, { ...options, earlierTurns: past.turns });
    await thread.followFrom(where);
    return hosted;
  }

  get id(): string {
    return this.#thread.id;
  }

  get settings(): TurnSettings {
    return this.#settings;
  }

  /** The running turn; otherwise the first one that waits for a worker. */
  get activeTurn(): TurnInfo | undefined {
    return this.#running ?? this.#waiting.values().next().value;
  }

  get waitingTurns(): readonly TurnInfo[] {
    return [...this.#waiting.values()];
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** It is not a file. */
  readonly rolloutPath: undefined;
  /** Commands and MCP servers belong to the workers. */
  readonly sandbox: undefined;
  readonly mcp: undefined;
  /** Workers have no goals. */
  readonly goal: undefined;
  readonly terminals: readonly [] = [];

  /** Puts a turn into the queue, behind the thread's other turns. */
  async start(input: readonly UserInput[], { clientId, outputSchema, settings }: StartOptions = {}): Promise<TurnInfo> {
    const { approvalPolicy, approvalsReviewer, sandboxPolicy, mode } = this.#settings;
    const given = { approvalPolicy, approvalsReviewer, sandboxPolicy, mode, ...this.#changes, ...settings };
    const turn = await inEngineTerms(this.#thread.start(input, { clientId, outputSchema, settings: given }));
    if (!this.#thread.hasBegun(turn.id)) this.#waiting.set(turn.id, turn);
    return turn;
  }

  interrupt(turnId?: string): Promise<boolean> {
    return inEngineTerms(this.#thread.interrupt(turnId ?? this.activeTurn?.id));
  }

  /** @throws CodexError `request-invalid` for another folder or a permission profile. */
  async configure(changes: SettingsChange): Promise<void> {
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    if (!isPlainSandbox(changes)) throw notOnFleet(NO_PROFILES);
    if (changes.cwd !== undefined && changes.cwd !== this.#settings.cwd)
      throw notOnFleet("a thread stays in the workspace that it began in");
    if (changes.workspaceRoots?.some((root) => root !== this.#settings.cwd) || changes.workspaceRoots?.length === 0)
      throw notOnFleet("a thread's workspace is its only workspace root");
    this.#settings = { ...this.#settings, ...given };
    this.#changes = { ...this.#changes, ...given };
  }

  /** Receives every event from now on; the first listener also receives the earlier ones. */
  subscribe(listener: ThreadListener): Disposable {
    this.#listeners.add(listener);
    for (const event of this.#early.splice(0)) this.#emit(event);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  /** Stops listening. A running turn continues. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#relay[Symbol.dispose]();
    await this.#thread[Symbol.asyncDispose]();
  }

  async saved(): Promise<void> {}

  async keep(): Promise<void> {}

  async endTerminal(): Promise<boolean> {
    return false;
  }

  async steer(): Promise<never> {
    throw notOnFleet("a turn takes no input while it runs; turn/start puts another one behind it");
  }

  async inject(): Promise<never> {
    throw notOnFleet("only turns add to the model's transcript");
  }

  async compact(): Promise<never> {
    throw notOnFleet("workers summarize a thread when it gets too long");
  }

  async review(): Promise<never> {
    throw notOnFleet("workers take no reviews: say in words what to look at");
  }

  async runUserCommand(): Promise<never> {
    throw notOnFleet("workers run commands of the model only, and none is run on this machine");
  }

  async pursueGoal(): Promise<undefined> {}

  async revert(): Promise<never> {
    throw notOnFleet("turns cannot be undone");
  }

  /** Sends a warning to the listeners here. */
  warn(code: NoticeCode, message: string): void {
    this.#take({ threadId: this.id, number: 0, type: "notice", level: "warning", code, message });
  }

  #reportUnusable(reason: string): void {
    this.warn("server-warning", `Your answer could not be used, so the question was declined: ${reason}`);
  }

  #take(event: ThreadEvent): void {
    if (event.type === "turn-started") this.#begin(event.turn);
    if (event.type === "turn-ended") this.#end(event.turn);
    if (event.type === "closed") this.#isClosed = true;
    if (this.#listeners.size === 0) this.#early.push(event);
    else this.#emit(event);
  }

  #emit(event: ThreadEvent): void {
    for (const listener of this.#listeners) listener.onEvent(event);
    this.#relay.onEvent(event);
  }

  #begin(turn: TurnInfo): void {
    this.#running = turn;
    this.#waiting.delete(turn.id);
  }

  #end({ id }: TurnInfo): void {
    if (this.#running?.id === id) this.#running = undefined;
    this.#waiting.delete(id);
  }
}
