import type { Hook } from "../hooks/hook.js";
import type { HookEvent } from "../hooks/hook-event.js";
import type { ReportedCall } from "../hooks/hook-tool.js";
import { keepLongText } from "../hooks/keep-long-text.js";
import { type HookOccurrence, type HookOutcome, type HookRuntime, runHooks } from "../hooks/run-hooks.js";
import { waitWithin } from "../wait-within.js";

/** Why a session starts, as reported to hooks. */
export type SessionStartSource = "startup" | "resume" | "fork" | "compact" | "clear";

/** How long closing a session waits for background hooks. */
const GRACE_MS = 3000;

export interface SessionHooksOptions {
  /** The user's shell. */
  readonly shell: string;
  /** Returns the complete environment of hooks. */
  readonly environment: () => Readonly<Record<string, string>>;
  /** A folder for temporary files, in which long hook texts are saved. */
  readonly temporaryFolder: string;
  readonly startedBy: SessionStartSource;
}

/** Where hooks run, and who hears of them. */
type HookPlace = Pick<HookRuntime, "cwd"> & Partial<Pick<HookRuntime, "onRun" | "onLateContext">>;

/** The hooks of one session. */
export class SessionHooks implements AsyncDisposable {
  readonly #options: SessionHooksOptions;
  /** The hooks that may run; replaced when the user's decisions change. */
  runnable: readonly Hook[];
  /** Calls that were answered while their command keeps running, by terminal id. */
  readonly openCalls = new Map<number, ReportedCall>();
  #pendingStart: SessionStartSource | undefined;
  readonly #background = new Set<Promise<unknown>>();
  readonly #closing = new AbortController();

  constructor(runnable: readonly Hook[], options: SessionHooksOptions) {
    this.runnable = runnable;
    this.#options = options;
    this.#pendingStart = options.startedBy;
  }

  has(...events: readonly HookEvent[]): boolean {
    return this.runnable.some(({ event }) => events.includes(event));
  }

  /** Runs the hooks of an event in a folder, and combines their answers. */
  run(
    occurrence: HookOccurrence,
    { cwd, onRun = () => {}, onLateContext = () => {} }: HookPlace,
    signal: AbortSignal,
  ): Promise<HookOutcome> {
    const { shell, environment, temporaryFolder } = this.#options;
    const runtime: HookRuntime = {
      shell,
      env: environment(),
      cwd,
      onRun,
      onLateContext,
      shorten: (text, limit) => keepLongText(text, temporaryFolder, limit),
      runInBackground: (run) => this.runInBackground(run),
    };
    return runHooks(this.runnable, occurrence, runtime, signal);
  }

  /** Runs work that nobody waits for; errors are ignored. The signal ends it. */
  runInBackground(run: (signal: AbortSignal) => Promise<unknown>): void {
    const kept = run(this.#closing.signal)
      .catch(() => undefined)
      .finally(() => this.#background.delete(kept));
    this.#background.add(kept);
  }

  /** The session restarts: its start hooks run before the next request. */
  startAgain(source: SessionStartSource): void {
    this.#pendingStart = source;
  }

  /** Returns why the session started, once per start. */
  takeStart(): SessionStartSource | undefined {
    const source = this.#pendingStart;
    this.#pendingStart = undefined;
    return source;
  }

  /** Gives background hooks a few seconds to finish, then ends them. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#background.size > 0) await this.#endBackground();
    this.#closing.abort();
  }

  async #endBackground(): Promise<void> {
    await waitWithin(Promise.allSettled(this.#background), { ms: GRACE_MS });
    this.#closing.abort();
    await Promise.allSettled(this.#background);
  }
}
