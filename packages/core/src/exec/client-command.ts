import type { TerminalSize } from "@codex/linux-sandbox";
import type { LeftoverSweeper } from "./leftover-sweeper.js";
import { drainOutput } from "./output/drain-output.js";
import { isWorthReporting, putAsideNote } from "./output/put-aside-note.js";
import type { Spawner, SpawnPolicy } from "./spawn.js";
import { type ClientCommandRequest, type CommandProcess, spawnClientCommand } from "./spawn-client-command.js";
import { stopProcessGroup } from "./stop-process-group.js";

/** A command that a client runs for itself, outside of turns. Disposing it ends the command and everything it started. */
export interface ClientCommand extends AsyncDisposable {
  /** False if it accepts no input, or its input is full. */
  write(bytes: Uint8Array): boolean;
  endInput(): void;
  resize(size: TerminalSize): void;
  /** Reads no more output until `resume`: the command blocks once the pipe is full. */
  pause(): void;
  resume(): void;
  /** Its exit code, once all output has been read. */
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
  const outcome = await spawnClientCommand(spawner, marked, policy);
  if (outcome.type !== "spawned") {
    sweeper.end(id, undefined);
    return outcome;
  }
  const command = new RunningCommand(outcome.process, request.onOutput, signal);
  void command.gone.finally(() => sweeper.end(id, outcome.process.pid));
  return { type: "started", command };
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
    // Its end must not wait for a client that no longer reads.
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
    if (aside === undefined || !isWorthReporting(aside)) return exitCode;
    this.#onOutput("stderr", Buffer.from(putAsideNote(aside)));
    return exitCode || (aside.isFailure ? 1 : 0);
  }

  /** Paused output does not count as late. */
  async #drain(read: Promise<void>): Promise<void> {
    do {
      await this.#paused?.promise;
      await drainOutput(read);
    } while (this.#paused !== undefined);
  }
}
