import { setTimeout as sleep } from "node:timers/promises";
import type { Hook } from "../hooks/hook.js";
import type { HookEvent } from "../hooks/hook-event.js";
import type { ReportedCall } from "../hooks/hook-tool.js";

/** What makes a session begin, as hooks are told. */
export type SessionStartSource = "startup" | "resume" | "fork" | "compact" | "clear";

/** How long the end of a session waits for hooks in the background. */
const GRACE_MS = 3000;

export interface SessionHooksOptions {
  /** The user's shell. */
  readonly shell: string;
  /** Gives the whole environment of hooks. */
  readonly environment: () => Readonly<Record<string, string>>;
  /** Where long texts of hooks are kept: a folder for temporary files. */
  readonly temporaryFolder: string;
  readonly startedBy: SessionStartSource;
}

/** The hooks of one session. */
export class SessionHooks implements AsyncDisposable {
  readonly options: SessionHooksOptions;
  /** Those that may run; the user may decide otherwise about them meanwhile. */
  runnable: readonly Hook[];
  /** Commands that go on in a terminal after their call was answered, by the terminal's id. */
  readonly openCalls = new Map<number, ReportedCall>();
  #pendingStart: SessionStartSource | undefined;
  readonly #background = new Set<Promise<unknown>>();
  readonly #closing = new AbortController();

  constructor(runnable: readonly Hook[], options: SessionHooksOptions) {
    this.runnable = runnable;
    this.options = options;
    this.#pendingStart = options.startedBy;
  }

  has(...events: readonly HookEvent[]): boolean {
    return this.runnable.some(({ event }) => events.includes(event));
  }

  /** Runs what nobody waits for, and whose failure is nobody's; the signal ends it. */
  runInBackground(run: (signal: AbortSignal) => Promise<unknown>): void {
    const kept = run(this.#closing.signal)
      .catch(() => undefined)
      .finally(() => this.#background.delete(kept));
    this.#background.add(kept);
  }

  /** The session begins again: hooks of its start run before the next request. */
  startAgain(source: SessionStartSource): void {
    this.#pendingStart = source;
  }

  /** What the session began by, once: until it begins again. */
  takeStart(): SessionStartSource | undefined {
    const source = this.#pendingStart;
    this.#pendingStart = undefined;
    return source;
  }

  /** Lets what runs in the background end by itself for some seconds, then ends it. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#background.size > 0) await this.#endBackground();
    this.#closing.abort();
  }

  async #endBackground(): Promise<void> {
    const done = new AbortController();
    const limit = sleep(GRACE_MS, undefined, { signal: done.signal }).catch(() => undefined);
    await Promise.race([Promise.allSettled(this.#background), limit]);
    done.abort();
    this.#closing.abort();
    await Promise.allSettled(this.#background);
  }
}
