import type { ExecOptions } from "./exec-options.js";
import { exitCodeOf } from "./exit-code.js";
import type { LeftoverSweeper } from "./leftover-sweeper.js";
import { drainOutput } from "./output/drain-output.js";
import { mergedOutput } from "./output/merged-output.js";
import { type CapturedText, OutputCapture } from "./output/output-capture.js";
import { isWorthReporting, putAsideNote } from "./output/put-aside-note.js";
import type { Spawner, SpawnPolicy } from "./spawn.js";
import type { Restorable } from "./start-watched.js";
import { signalGroup, stopProcessGroup } from "./stop-process-group.js";
import type { TerminalCommand, TerminalOutcome, TerminalProcess } from "./terminal.js";

/** The only input for a command on pipes: it interrupts the command, as it would in a terminal. */
const CTRL_C = "\u0003";

/** A command in a terminal, from start to end. Disposing ends it and everything it started. */
export interface TerminalSession extends AsyncDisposable {
  /** Whether it runs in a terminal, which ends lines with `\r\n`, and not on pipes. */
  readonly isTerminal: boolean;
  /** The output since the last call; only the head and tail of long output are kept. */
  takeOutput(): CapturedText;
  /** Types into the terminal. False if it accepts no more input. */
  write(text: string): boolean;
  /** Resolves with the exit code once the command has ended and its output has been read. */
  readonly ended: Promise<number>;
  /** Resolves when none of its processes are left. */
  readonly gone: Promise<void>;
  /** Receives the output as it arrives. */
  onOutput: ((bytes: Uint8Array) => void) | undefined;
}

export type TerminalSessionOutcome =
  | { readonly type: "started"; readonly session: TerminalSession }
  | { readonly type: "failed-to-start"; readonly message: string }
  | { readonly type: "sandbox-unavailable"; readonly message: string };

/** How it is confined, and who is notified of files that were put aside. */
export type TerminalPolicy = SpawnPolicy & Pick<ExecOptions, "onPutAside">;

export interface TerminalMachinery {
  readonly spawner: Spawner;
  readonly sweeper: LeftoverSweeper;
  /** Aborting ends the session. */
  readonly signal: AbortSignal;
}

export async function startTerminalSession(
  { command, cwd, env, tty }: TerminalCommand,
  { onPutAside, ...policy }: TerminalPolicy,
  { spawner, sweeper, signal }: TerminalMachinery,
): Promise<TerminalSessionOutcome> {
  if (signal.aborted) return { type: "failed-to-start", message: "commands are shut down" };
  const { id, marks } = sweeper.begin();
  const params = { command, cwd, env: { ...env, ...marks }, tty };
  const outcome = tty ? await spawner.spawnInTerminal(params, policy) : await spawnOnPipes(spawner, params, policy);
  if (outcome.type !== "spawned") {
    sweeper.end(id, undefined);
    return outcome;
  }
  const { process: child } = outcome;
  const session = new RunningTerminal(child, { isTerminal: tty, onPutAside, signal });
  void session.gone.finally(() => sweeper.end(id, child.pid));
  return { type: "started", session };
}

async function spawnOnPipes(
  spawner: Spawner,
  { command, cwd, env }: TerminalCommand,
  policy: SpawnPolicy,
): Promise<TerminalOutcome> {
  const outcome = await spawner.spawn({ command, cwd, env }, policy);
  if (outcome.type !== "spawned") return outcome;
  const { stdout, stderr, ...child } = outcome.process;
  const outputs = mergedOutput({ stdout, stderr });
  const process: TerminalProcess = {
    ...child,
    ...outputs,
    read: (onBytes) => outputs.read((_, bytes) => onBytes(bytes)),
    write: (text) => text === CTRL_C && signalGroup(child.pid, "SIGINT"),
    resize() {},
  };
  return { type: "spawned", process };
}

class RunningTerminal implements TerminalSession {
  onOutput: ((bytes: Uint8Array) => void) | undefined;
  readonly isTerminal: boolean;
  readonly ended: Promise<number>;
  readonly gone: Promise<void>;
  readonly #child: TerminalProcess & Restorable;
  readonly #onPutAside: TerminalPolicy["onPutAside"];
  #output = new OutputCapture();

  constructor(
    child: TerminalProcess & Restorable,
    {
      isTerminal,
      onPutAside,
      signal,
    }: Pick<TerminalSession, "isTerminal"> & Pick<TerminalPolicy, "onPutAside"> & Pick<TerminalMachinery, "signal">,
  ) {
    this.isTerminal = isTerminal;
    this.#child = child;
    this.#onPutAside = onPutAside;
    const read = child.read((bytes) => {
      this.#output.append(bytes);
      this.onOutput?.(bytes);
    });
    const stop = () => void this[Symbol.asyncDispose]();
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    this.ended = this.#waitForEnd(read);
    this.gone = this.ended.then(() => {
      signal.removeEventListener("abort", stop);
      return stopProcessGroup(child.pid);
    });
  }

  takeOutput(): CapturedText {
    const taken = this.#output.read();
    this.#output = new OutputCapture();
    return taken;
  }

  write(text: string): boolean {
    return this.#child.write(text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await stopProcessGroup(this.#child.pid, this.#child.exited);
    this.#child.destroy();
    await this.gone;
  }

  async #waitForEnd(read: Promise<void>): Promise<number> {
    const status = await this.#child.exited;
    await drainOutput(read);
    this.#child.destroy();
    const aside = await this.#child.restore?.();
    if (aside === undefined || !isWorthReporting(aside)) return exitCodeOf(status);
    this.#output.append(Buffer.from(putAsideNote(aside)));
    this.#onPutAside?.(aside);
    return exitCodeOf(status) || (aside.isFailure ? 1 : 0);
  }
}
