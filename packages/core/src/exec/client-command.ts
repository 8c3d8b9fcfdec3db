import type { InputPipe, TerminalSize } from "@codex/linux-sandbox";
import type { PutAside } from "../safety/obeyed/carry-out.js";
import { bothOutputs } from "./both-outputs.js";
import { drainOutput } from "./drain-output.js";
import type { ExecStream } from "./exec-types.js";
import { exitCodeOf } from "./exit-code.js";
import type { LeftoverSweeper } from "./leftover-sweeper.js";
import { isWorthTelling, putAsideNote } from "./put-aside-note.js";
import type { Spawner, SpawnPolicy } from "./spawn.js";
import { stopProcessGroup } from "./stop-process-group.js";

/** What a command reads and writes. */
export type CommandStreams =
  /** Output by two pipes, no input. */
  | { readonly type: "output" }
  /** An input that is written to as well. */
  | { readonly type: "input-and-output" }
  /** A terminal; its output counts as standard output. */
  | { readonly type: "terminal"; readonly size: TerminalSize | undefined };

export interface ClientCommandRequest {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly streams: CommandStreams;
  /** The bytes are valid only during the call. */
  readonly onOutput: (stream: ExecStream, bytes: Uint8Array) => void;
}

/** A command that a client runs for itself, outside of every turn. Disposing ends it, and all that it started. */
export interface ClientCommand extends AsyncDisposable {
  /** False when it takes nothing: no input, or no room. */
  write(bytes: Uint8Array): boolean;
  endInput(): void;
  resize(size: TerminalSize): void;
  /** Reads no more output until `resume`: the command waits when it has written as much as fits between. */
  pause(): void;
  resume(): void;
  /** Its exit code, when its output is there, too. */
  readonly ended: Promise<number>;
}

export type ClientCommandOutcome =
  | { readonly type: "started"; readonly command: ClientCommand }
  | { readonly type: "failed-to-start"; readonly message: string }
  | { readonly type: "sandbox-unavailable"; readonly message: string };

export interface ClientCommandMachinery {
  readonly spawner: Spawner;
  readonly sweeper: LeftoverSweeper;
  /** Aborting ends the command. */
  readonly signal: AbortSignal;
}

export async function startClientCommand(
  request: ClientCommandRequest,
  policy: SpawnPolicy,
  { spawner, sweeper, signal }: ClientCommandMachinery,
): Promise<ClientCommandOutcome> {
  if (signal.aborted) return { type: "failed-to-start", message: "commands are shut down" };
  const { id, marks } = sweeper.begin();
  const marked = { ...request, env: { ...request.env, ...marks } };
  const outcome = await (marked.streams.type === "terminal"
    ? spawnInTerminal(spawner, marked, policy)
    : spawnOnPipes(spawner, marked, policy));
  if (outcome.type !== "spawned") {
    sweeper.end(id, undefined);
    return outcome;
  }
  const command = new RunningCommand(outcome.process, request.onOutput, signal);
  void command.gone.finally(() => sweeper.end(id, outcome.process.pid));
  return { type: "started", command };
}

interface CommandProcess {
  readonly pid: number;
  readonly exited: Promise<number>;
  read(onOutput: ClientCommandRequest["onOutput"]): Promise<void>;
  write(bytes: Uint8Array): boolean;
  endInput(): void;
  resize(size: TerminalSize): void;
  pause(): void;
  resume(): void;
  destroy(): void;
  restore(): Promise<PutAside | undefined>;
}

type Spawned =
  | { readonly type: "spawned"; readonly process: CommandProcess }
  | Exclude<ClientCommandOutcome, { type: "started" }>;

async function spawnInTerminal(
  spawner: Spawner,
  { command, cwd, env, streams }: ClientCommandRequest,
  policy: SpawnPolicy,
): Promise<Spawned> {
  const size = streams.type === "terminal" ? streams.size : undefined;
  const outcome = await spawner.spawnInTerminal({ command, cwd, env, tty: true, size }, policy);
  if (outcome.type !== "spawned") return outcome;
  const { process: child } = outcome;
  return {
    type: "spawned",
    process: {
      pid: child.pid,
      exited: child.exited.then(exitCodeOf),
      read: (onOutput) => child.read((bytes) => onOutput("stdout", bytes)),
      write: (bytes) => child.write(bytes),
      // As Ctrl-D at the beginning of a line.
      endInput: () => void child.write("\u0004"),
      resize: (to) => child.resize(to),
      pause: () => child.pause(),
      resume: () => child.resume(),
      destroy: () => child.destroy(),
      restore: async () => child.restore?.(),
    },
  };
}

async function spawnOnPipes(
  spawner: Spawner,
  { command, cwd, env, streams }: ClientCommandRequest,
  policy: SpawnPolicy,
): Promise<Spawned> {
  const input = streams.type === "input-and-output" ? await spawner.openInput() : undefined;
  if (streams.type === "input-and-output" && input === undefined)
    return {
      type: "failed-to-start",
      message: "input without a terminal is not possible on this platform: use a terminal",
    };
  const stdio = input === undefined ? {} : { stdio: { input: input.descriptor } };
  const outcome = await spawner.spawn({ command, cwd, env, ...stdio }, policy);
  input?.closeDescriptor();
  if (outcome.type !== "spawned") {
    input?.destroy();
    return outcome;
  }
  return { type: "spawned", process: pipedProcess(outcome.process, input) };
}

function pipedProcess(
  child: Extract<Awaited<ReturnType<Spawner["spawn"]>>, { type: "spawned" }>["process"],
  input: InputPipe | undefined,
): CommandProcess {
  const outputs = bothOutputs(child);
  return {
    pid: child.pid,
    exited: child.exited.then(exitCodeOf),
    ...outputs,
    write: (bytes) => input?.write(bytes) ?? false,
    endInput: () => input?.end(),
    resize() {},
    destroy() {
      input?.destroy();
      outputs.destroy();
    },
    restore: async () => child.restore?.(),
  };
}

class RunningCommand implements ClientCommand {
  readonly ended: Promise<number>;
  readonly gone: Promise<void>;
  readonly #child: CommandProcess;
  readonly #onOutput: ClientCommandRequest["onOutput"];
  #paused: PromiseWithResolvers<void> | undefined;
  #disposed = false;

  constructor(child: CommandProcess, onOutput: ClientCommandRequest["onOutput"], signal: AbortSignal) {
    this.#child = child;
    this.#onOutput = onOutput;
    const stop = () => void this[Symbol.asyncDispose]();
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    this.ended = this.#waitForEnd(child.read(onOutput));
    this.gone = this.ended.then(() => {
      signal.removeEventListener("abort", stop);
      return stopProcessGroup(child.pid);
    });
  }

  write(bytes: Uint8Array): boolean {
    return this.#child.write(bytes);
  }

  endInput(): void {
    this.#child.endInput();
  }

  resize(size: TerminalSize): void {
    this.#child.resize(size);
  }

  pause(): void {
    if (this.#disposed || this.#paused !== undefined) return;
    this.#paused = Promise.withResolvers();
    this.#child.pause();
  }

  resume(): void {
    if (this.#paused === undefined) return;
    this.#child.resume();
    this.#paused.resolve();
    this.#paused = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Its end must not wait for somebody who reads no more.
    this.#disposed = true;
    this.resume();
    await stopProcessGroup(this.#child.pid, this.#child.exited);
    await this.gone;
  }

  async #waitForEnd(read: Promise<void>): Promise<number> {
    const exitCode = await this.#child.exited;
    await this.#drain(read);
    this.#child.destroy();
    const aside = await this.#child.restore();
    if (aside === undefined || !isWorthTelling(aside)) return exitCode;
    this.#onOutput("stderr", Buffer.from(putAsideNote(aside)));
    return exitCode || (aside.isFailure ? 1 : 0);
  }

  /** Output that waits while nobody takes it is not late. */
  async #drain(read: Promise<void>): Promise<void> {
    do {
      await this.#paused?.promise;
      await drainOutput(read);
    } while (this.#paused !== undefined);
  }
}
