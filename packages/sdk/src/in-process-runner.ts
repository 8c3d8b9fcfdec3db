import path from "node:path";
import {
  CodexError,
  type Config,
  type ThreadEvent as EngineEvent,
  type UserInput as EngineInput,
  type Thread as EngineThread,
  fileThreadStore,
  gitRepositoryRoot,
  imageProblem,
  type TurnInfo,
} from "@codex/core";
import type { ThreadEvent as ExecEvent } from "@codex/exec/events";
import { ThreadJson, threadErrorOf } from "@codex/exec/thread-json";
import type { Engine } from "./engine.js";
import { EventBuffer } from "./event-buffer.js";
import type { ThreadEvent } from "./events.js";
import type { ThreadOptions, TurnOptions, UserInput } from "./options.js";
import { sdkEvent } from "./sdk-event.js";
import type { TurnRunner } from "./turn-runner.js";

export interface InProcessRunnerOptions {
  readonly engine: Engine;
  readonly options: ThreadOptions;
  /** Of the saved thread to go on with. */
  readonly id: string | null;
  readonly onDispose: () => void;
}

/** How long a thread stays open between its turns: its file, its MCP servers, its terminals. */
const IDLE_MS = 5_000;

/**
 * A thread whose engine runs in this process. A program need not dispose of it: a saved thread that is idle is closed, and opened
 * again for its next turn. So it holds neither files nor the end of the process up.
 */
export class InProcessRunner implements TurnRunner {
  readonly #options: InProcessRunnerOptions;
  #opening: Promise<EngineThread> | undefined;
  /** Where the thread that was closed is saved. */
  #savedAt: string | undefined;
  #releasing: Promise<void> = Promise.resolve();
  #idle: ReturnType<typeof setTimeout> | undefined;
  #running = false;
  #disposed = false;

  constructor(options: InProcessRunnerOptions) {
    this.#options = options;
  }

  async *run(input: readonly UserInput[], options: TurnOptions): AsyncGenerator<ThreadEvent, void> {
    if (this.#running) throw new CodexError("request-invalid", "a turn is running: wait for its end, or steer it");
    const { signal } = options;
    const outputSchema = schemaOf(options.outputSchema);
    signal?.throwIfAborted();
    this.#running = true;
    this.#releaseWhenIdle();
    try {
      await this.#releasing;
      const engineInput = this.#engineInput(input);
      await refuseBrokenImages(engineInput);
      const thread = await this.#open();
      yield* this.#turn(thread, { input: engineInput, outputSchema, signal });
    } finally {
      this.#running = false;
      if (!this.#disposed) this.#releaseWhenIdle();
    }
  }

  /** Closes a saved thread between two turns. */
  release(): Promise<void> {
    this.#releasing = this.#releasing.then(async () => {
      const thread = this.#running ? undefined : await this.#opening?.catch(() => undefined);
      if (thread?.rolloutPath === undefined || this.#running) return;
      this.#savedAt = thread.rolloutPath;
      this.#opening = undefined;
      await this.#options.engine.forget(thread);
    });
    return this.#releasing;
  }

  async steer(input: readonly UserInput[]): Promise<void> {
    const thread = await this.#opening;
    const expectedTurnId = thread?.activeTurn?.id;
    if (thread === undefined || expectedTurnId === undefined)
      throw new CodexError("request-invalid", "there is no turn to steer: none runs");
    await thread.steer(this.#engineInput(input), { expectedTurnId });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    clearTimeout(this.#idle);
    this.#options.onDispose();
    await this.#releasing;
    const thread = await this.#opening?.catch(() => undefined);
    if (thread !== undefined) await this.#options.engine.forget(thread);
  }

  /** The timer keeps the thread from being collected with its file open, but not the process from ending. */
  #releaseWhenIdle(): void {
    clearTimeout(this.#idle);
    const onTime = () => (this.#running ? this.#releaseWhenIdle() : void this.release());
    this.#idle = setTimeout(onTime, IDLE_MS).unref();
  }

  async *#turn(thread: EngineThread, { input, outputSchema, signal }: EngineTurn): AsyncGenerator<ThreadEvent, void> {
    const events = new EventBuffer<ExecEvent>();
    const json = new ThreadJson(thread.id, (event) => events.push(event));
    const onEvent = (event: EngineEvent) => {
      json.event(event);
      if (event.type === "turn-ended") endTurn(json, event.turn, events);
      if (event.type === "closed") events.end();
    };
    using _subscription = thread.subscribe({ onEvent });
    const interrupt = () => void thread.interrupt().catch(() => {});
    signal?.addEventListener("abort", interrupt, { once: true });
    try {
      await thread.start(input, { outputSchema, ask: this.#options.engine.ask });
      if (signal?.aborted) interrupt();
      for await (const event of events) {
        if (event.type === "turn.failed") signal?.throwIfAborted();
        yield sdkEvent(event);
      }
    } finally {
      signal?.removeEventListener("abort", interrupt);
      if (thread.activeTurn !== undefined && !thread.isClosed) await thread.interrupt();
    }
  }

  /** Opened once; one that could not be opened is tried again. */
  async #open(): Promise<EngineThread> {
    this.#opening ??= this.#start();
    try {
      return await this.#opening;
    } catch (error) {
      this.#opening = undefined;
      throw error;
    }
  }

  async #start(): Promise<EngineThread> {
    const { engine, options, id } = this.#options;
    if (this.#disposed) throw new CodexError("conversation-ended", "the thread was disposed of");
    const config = await engine.config(options);
    if (options.skipGitRepoCheck !== true) await refuseOutsideGit(config);
    const resumePath = this.#savedAt ?? (id === null ? undefined : await pathOf(config, id));
    const manager = await engine.manager(config);
    return manager.newThread(config, {
      resumePath,
      ephemeral: options.ephemeral,
      source: "exec",
      originator: config.responsesOriginator,
      threadSource: options.threadSource,
    });
  }

  #engineInput(input: readonly UserInput[]): EngineInput[] {
    const folder = this.#options.options.workingDirectory ?? "";
    return input.map((part) =>
      part.type === "text" ? part : { type: "local-image", path: path.resolve(folder, part.path) },
    );
  }
}

async function pathOf({ codexHome }: Config, id: string): Promise<string> {
  return (await fileThreadStore(codexHome).find(id)).path;
}

interface EngineTurn {
  readonly input: readonly EngineInput[];
  readonly outputSchema: Readonly<Record<string, unknown>> | undefined;
  readonly signal: AbortSignal | undefined;
}

function endTurn(json: ThreadJson, turn: TurnInfo, events: EventBuffer<ExecEvent>): void {
  json.endTurn(threadErrorOf(turn));
  events.end();
}

async function refuseOutsideGit({ cwd, trustLevel }: Config): Promise<void> {
  if (trustLevel === "trusted" || (await gitRepositoryRoot(cwd)) !== undefined) return;
  const message = `${cwd} is not inside a Git repository, so changes could not be undone: pass skipGitRepoCheck to work there`;
  throw new CodexError("request-invalid", message);
}

async function refuseBrokenImages(input: readonly EngineInput[]): Promise<void> {
  const problem = await imageProblem(input.flatMap((part) => (part.type === "local-image" ? [part.path] : [])));
  if (problem !== undefined) throw new CodexError("request-invalid", problem);
}

function schemaOf(schema: unknown): Readonly<Record<string, unknown>> | undefined {
  if (schema === undefined) return undefined;
  if (isObject(schema)) return schema;
  throw new CodexError("request-invalid", "outputSchema must be a JSON Schema: a plain object");
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
