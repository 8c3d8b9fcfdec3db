import path from "node:path";
import {
  CodexError,
  type Config,
  type UserInput as EngineInput,
  type Thread as EngineThread,
  fileThreadStore,
  gitRepositoryRoot,
  imageProblem,
} from "@codex/core";
import { createOutputSchema, type OutputSchema } from "@codex/exec";
import { closeBeforeExit } from "./close-before-exit.js";
import type { Engine } from "./engine.js";
import type { ThreadEvent } from "./events.js";
import { runTurn } from "./in-process-turn.js";
import type { ThreadOptions, TurnOptions, UserInput } from "./options.js";
import type { TurnRunner } from "./turn-runner.js";

export interface InProcessRunnerOptions {
  readonly engine: Engine;
  readonly options: ThreadOptions;
  /** The saved thread to resume. */
  readonly id: string | null;
  readonly onDispose: () => void;
}

/** How long an idle thread keeps its file, MCP servers and terminals open. */
const IDLE_MS = 5_000;

/**
 * A thread whose engine runs in this process. Programs need not dispose of it: an idle saved thread is closed, at the latest when the
 * program has nothing else to do, and reopened for its next turn. So it neither keeps files open nor keeps the process alive.
 */
export class InProcessRunner implements TurnRunner {
  readonly #options: InProcessRunnerOptions;
  #opening: Promise<EngineThread> | undefined;
  /** The file of the closed thread. */
  #savedAt: string | undefined;
  #releasing: Promise<void> = Promise.resolve();
  #idle: ReturnType<typeof setTimeout> | undefined;
  #atExit: Disposable | undefined;
  #running = false;
  #disposed = false;

  constructor(options: InProcessRunnerOptions) {
    this.#options = options;
  }

  async *run(input: readonly UserInput[], options: TurnOptions): AsyncGenerator<ThreadEvent, void> {
    if (this.#running) throw new CodexError("request-invalid", "a turn is running: wait until it ends, or steer it");
    const { signal } = options;
    signal?.throwIfAborted();
    this.#running = true;
    this.#releaseWhenIdle();
    try {
      const outputSchema = await readSchema(options.outputSchema);
      await this.#releasing;
      const engineInput = this.#engineInput(input);
      refuseNothing(engineInput);
      await refuseBrokenImages(engineInput);
      const thread = await unlessAborted(this.#open(), signal);
      const failOnToolError = this.#options.options.failOnToolError === true;
      const { ask } = this.#options.engine;
      yield* runTurn(thread, { input: engineInput, outputSchema, failOnToolError, signal, ask });
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
      this.#forgetExit();
      await this.#options.engine.forget(thread);
    });
    return this.#releasing;
  }

  async steer(input: readonly UserInput[]): Promise<void> {
    const thread = await this.#opening;
    const expectedTurnId = thread?.activeTurn?.id;
    if (thread === undefined || expectedTurnId === undefined)
      throw new CodexError("request-invalid", "there is no running turn to steer");
    await thread.steer(this.#engineInput(input), { expectedTurnId });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    clearTimeout(this.#idle);
    this.#forgetExit();
    this.#options.onDispose();
    await this.#releasing;
    const thread = await this.#opening?.catch(() => undefined);
    if (thread !== undefined) await this.#options.engine.forget(thread);
  }

  /** The timer keeps an open thread from being garbage-collected, but does not keep the process alive. */
  #releaseWhenIdle(): void {
    clearTimeout(this.#idle);
    const onTime = () => (this.#running ? this.#releaseWhenIdle() : void this.release());
    this.#idle = setTimeout(onTime, IDLE_MS).unref();
    this.#atExit ??= closeBeforeExit(() => this.release());
  }

  #forgetExit(): void {
    this.#atExit?.[Symbol.dispose]();
    this.#atExit = undefined;
  }

  /** Opens the thread once; retries if that failed. */
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
    if (this.#disposed) throw new CodexError("conversation-ended", "the thread has been disposed");
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

/** Opening continues after an abort, for the next turn: MCP servers may take longer to start than the caller wants to wait. */
async function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (signal === undefined) return work;
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

async function pathOf({ codexHome }: Config, id: string): Promise<string> {
  return (await fileThreadStore(codexHome).find(id)).path;
}

async function refuseOutsideGit({ cwd, trustLevel }: Config): Promise<void> {
  if (trustLevel === "trusted" || (await gitRepositoryRoot(cwd)) !== undefined) return;
  const message = `${cwd} is not inside a Git repository, so changes could not be undone: pass skipGitRepoCheck to work there`;
  throw new CodexError("request-invalid", message);
}

function refuseNothing(input: readonly EngineInput[]): void {
  if (input.some((part) => part.type !== "text" || part.text.trim() !== "")) return;
  throw new CodexError("request-invalid", "the prompt is empty");
}

async function refuseBrokenImages(input: readonly EngineInput[]): Promise<void> {
  const problem = await imageProblem(input.flatMap((part) => (part.type === "local-image" ? [part.path] : [])));
  if (problem !== undefined) throw new CodexError("request-invalid", problem);
}

async function readSchema(schema: unknown): Promise<OutputSchema | undefined> {
  if (schema === undefined) return undefined;
  const read = await createOutputSchema(JSON.stringify(schema) ?? "");
  if (read.ok) return read.outputSchema;
  throw new CodexError("request-invalid", `outputSchema must be a JSON Schema: ${read.problem}`);
}
