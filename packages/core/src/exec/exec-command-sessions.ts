import { randomInt } from "node:crypto";
import { waitWithin } from "../wait-within.js";
import type { ExecRunner } from "./exec-runner.js";
import { asTerminalShows } from "./output/as-terminal-shows.js";
import { hideAddressLogins } from "./output/hide-address-logins.js";
import { OutputStart } from "./output/output-start.js";
import { truncateMiddle } from "./output/truncate-middle.js";
import type { TerminalCommand } from "./terminal.js";
import type { TerminalPolicy, TerminalSession } from "./terminal-session.js";

/** Limits what a model that forgets its sessions can leave running. */
const MAX_SESSIONS = 32;
/** The longest wait for one read of a session's output. */
const MAX_YIELD_MS = 600_000;

const NO_INPUT =
  "the session takes no input but \\u0003, which interrupts it: it runs without a terminal (start it with `tty`), or is at its end";

export interface YieldOptions {
  /** How long to wait for output, unless the command ends first. */
  readonly yieldTimeMs: number;
  /** How much output to return. */
  readonly maxOutputTokens: number;
  /** Aborting ends the wait. */
  readonly signal: AbortSignal;
  /** Receives the output as it arrives, up to the first 320 KiB. The receiver owns the bytes. */
  readonly onOutput?: ((bytes: Uint8Array) => void) | undefined;
}

/** What a session printed during a wait, and whether it is still running. */
export interface SessionOutput {
  readonly type: "output";
  readonly wallTimeMs: number;
  readonly status:
    | { readonly type: "exited"; readonly exitCode: number }
    | { readonly type: "running"; readonly sessionId: number };
  /** For the model. */
  readonly output: string;
  /** For people: the same without the model's limit. */
  readonly shown: string;
  /** Set if output was left out: the approximate number of tokens of all of it. */
  readonly originalTokens?: number | undefined;
}

/** A command that runs in its own terminal. */
export interface RunningTerminal {
  readonly id: number;
  readonly command: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

/** How a terminal was started. */
export interface TerminalStart {
  readonly cwd: string;
  readonly policy: TerminalPolicy;
}

export type SessionResult = SessionOutput | { readonly type: "failed"; readonly message: string };

/** The terminals of one conversation: started by `exec_command`, typed into by `write_stdin`. Disposing ends them all. */
export class ExecCommandSessions implements AsyncDisposable {
  readonly #runner: ExecRunner;
  readonly #sessions = new Map<number, TerminalSession>();
  readonly #running = new Map<number, RunningTerminal & TerminalStart>();
  #nextId = 0;

  constructor(runner: ExecRunner) {
    this.#runner = runner;
  }

  /** Makes sure that no new session gets the id of one that an earlier process started and that the model still remembers. */
  forgetEarlier(): void {
    this.#nextId = randomInt(1000, 1_000_000);
  }

  /** The session id for the next command. */
  reserveId(): number {
    return this.#nextId++;
  }

  /** Undefined if no session with that id is running. */
  startOf(id: number): TerminalStart | undefined {
    return this.#running.get(id);
  }

  /** The running ones, oldest first. */
  get running(): readonly RunningTerminal[] {
    return [...this.#running.values()].map(({ policy: _, ...terminal }) => terminal);
  }

  /** Ends a terminal with everything in it; false if none with that id is running. Its output is kept for the next read. */
  async end(id: number): Promise<boolean> {
    if (!this.#running.has(id)) return false;
    await this.#sessions.get(id)?.[Symbol.asyncDispose]();
    return true;
  }

  /** Runs a command; if it is still running when the time is up, it continues as a session. Aborting ends the command. */
  async start(
    id: number,
    command: TerminalCommand,
    policy: TerminalPolicy,
    options: YieldOptions,
  ): Promise<SessionResult> {
    if (this.#sessions.size >= MAX_SESSIONS) {
      const ids = [...this.#sessions.keys()].join(", ");
      return { type: "failed", message: `there are ${MAX_SESSIONS} sessions already; end one of them first: ${ids}` };
    }
    const outcome = await this.#runner.startTerminal(command, policy);
    if (outcome.type !== "started") return { type: "failed", message: outcome.message };
    this.#sessions.set(id, outcome.session);
    this.#running.set(id, { id, command: command.command, cwd: command.cwd, startedAt: Date.now(), policy });
    void outcome.session.ended.finally(() => this.#running.delete(id));
    const result = await this.#collect(id, outcome.session, options);
    if (options.signal.aborted) await outcome.session[Symbol.asyncDispose]();
    return result;
  }

  /** Types into a session and waits for output. The result includes everything printed since the last read. */
  async write(id: number, text: string, options: YieldOptions): Promise<SessionResult> {
    const session = this.#sessions.get(id);
    if (session === undefined) return { type: "failed", message: `unknown session id ${id}` };
    // What an ended command printed is an answer to any input.
    if (text !== "" && !session.write(text) && this.#running.has(id)) return { type: "failed", message: NO_INPUT };
    return this.#collect(id, session, options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled([...this.#sessions.values()].map((session) => session[Symbol.asyncDispose]()));
    this.#sessions.clear();
  }

  async #collect(id: number, session: TerminalSession, options: YieldOptions): Promise<SessionOutput> {
    const startedAt = performance.now();
    const start = new OutputStart();
    const { onOutput } = options;
    session.onOutput = onOutput && ((bytes) => start.show(bytes, onOutput));
    const exitCode = await endWithin(session, options);
    session.onOutput = undefined;
    if (exitCode !== undefined) this.#sessions.delete(id);
    const { text, omittedBytes } = session.takeOutput();
    const written = session.isTerminal ? text.replaceAll("\r\n", "\n") : text;
    const shown = hideAddressLogins(asTerminalShows(written));
    const cut = truncateMiddle(shown, Math.max(0, options.maxOutputTokens), omittedBytes);
    return {
      type: "output",
      wallTimeMs: performance.now() - startedAt,
      status: exitCode === undefined ? { type: "running", sessionId: id } : { type: "exited", exitCode },
      output: cut.text,
      shown,
      originalTokens: cut.originalTokens,
    };
  }
}

async function endWithin(session: TerminalSession, { yieldTimeMs, signal }: YieldOptions): Promise<number | undefined> {
  const ms = Math.min(Math.max(0, yieldTimeMs), MAX_YIELD_MS);
  const waited = await waitWithin(session.ended, { ms, signals: [signal] });
  return waited.type === "came" ? waited.value : undefined;
}

/** A session's output in the form the model reads. */
export function formatSessionOutput({ wallTimeMs, status, output, originalTokens }: SessionOutput): string {
  return [
    `Wall time: ${(wallTimeMs / 1000).toFixed(3)} seconds`,
    status.type === "exited"
      ? `Process exited with code ${status.exitCode}`
      : `Process running with session ID ${status.sessionId}`,
    ...(originalTokens === undefined ? [] : [`Warning: truncated output (original token count: ${originalTokens})`]),
    "Output:",
    output,
  ].join("\n");
}
