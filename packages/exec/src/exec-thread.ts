import type { Config, NewThreadOptions, Thread, TurnSettings } from "@codex/core";

/** What a run needs from its thread. */
export interface ExecThread
  extends Pick<Thread, "id" | "rolloutPath" | "start" | "review" | "interrupt" | "subscribe">,
    AsyncDisposable {
  readonly settings: Pick<TurnSettings, "sandboxPolicy">;
}

/** Creates threads: the `ThreadManager` of this process, or its counterpart for threads that run elsewhere. */
export interface ExecThreads {
  newThread(config: Config, options?: NewThreadOptions): Promise<ExecThread>;
}
