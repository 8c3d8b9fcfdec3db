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
  /** What its turns begin with; of its model only what the client asked for counts. */
  readonly config: Config;
  /** Answers the questions of its turns, whoever began them. */
  readonly ask: Ask;
}

/** How long reading what a thread has said may take, in milliseconds. */
const READ_LIMIT_MS = 60_000;

/** A thread of the fleet for a server of threads: turns of others are heard and answered too, and what a fleet cannot do is refused. */
export class HostedFleetThread {
  readonly #thread: FleetThread;
  readonly #relay: QuestionRelay;
  readonly #listeners = new Set<ThreadListener>();
  /** What was said before anybody listened. */
  readonly #early: ThreadEvent[] = [];
  /** Turns that were started here and have not begun. */
  readonly #waiting = new Map<string, TurnInfo>();
  #running: TurnInfo | undefined;
  #settings: TurnSettings;
  /** What clients have changed since the thread was opened. */
  #changes: SettingsChange = {};
  #isClosed = false;

  /** What happened before it was opened, but for the turn that runs. */
  readonly earlierTurns: readonly TurnView[];

  private constructor(
    fleet: Fleet,
    thread: FleetThread,
    { config, ask, earlierTurns }: HostedThreadOptions & { readonly earlierTurns: readonly TurnView[] },
  ) {
    this.#thread = thread;
    this.earlierTurns = earlierTurns;
    this.#settings = turnSettingsOf(config);
    this.#relay = new QuestionRelay(fleet, thread.id, ask);
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

  /** The turn that runs, else the first that waits for a worker. */
  get activeTurn(): TurnInfo | undefined {
    return this.#running ?? this.#waiting.values().next().value;
  }

  get waitingTurns(): readonly TurnInfo[] {
    return [...this.#waiting.values()];
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** It is no file. */
  readonly rolloutPath: undefined;
  /** Commands and servers are the workers'. */
  readonly sandbox: undefined;
  readonly mcp: undefined;
  /** Its workers keep none. */
  readonly goal: undefined;
  readonly terminals: readonly [] = [];

  /** Puts a turn into the queue, behind those of the thread that are there. */
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

  /** @throws CodexError `request-invalid` for another folder. */
  async configure(changes: SettingsChange): Promise<void> {
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    if (!isPlainSandbox(changes)) throw notOnFleet(NO_PROFILES);
    if (changes.cwd !== undefined && changes.cwd !== this.#settings.cwd)
      throw notOnFleet("a thread stays in the workspace that it began in");
    this.#settings = { ...this.#settings, ...given };
    this.#changes = { ...this.#changes, ...given };
  }

  /** Every event from now on; the first listener also gets those from before. */
  subscribe(listener: ThreadListener): Disposable {
    this.#listeners.add(listener);
    for (const event of this.#early.splice(0)) this.#tell(event);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  /** Stops listening; what runs goes on. */
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
    throw notOnFleet("what the model is told is what turns say");
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

  /** Tells those who listen here. */
  warn(code: NoticeCode, message: string): void {
    this.#take({ threadId: this.id, number: 0, type: "notice", level: "warning", code, message });
  }

  #take(event: ThreadEvent): void {
    if (event.type === "turn-started") this.#begin(event.turn);
    if (event.type === "turn-ended") this.#end(event.turn);
    if (event.type === "closed") this.#isClosed = true;
    if (this.#listeners.size === 0) this.#early.push(event);
    else this.#tell(event);
  }

  #tell(event: ThreadEvent): void {
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
