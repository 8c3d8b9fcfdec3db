import type { CodexErrorCode, Config, ThreadEventBody } from "@codex/core";
import type { ThreadError } from "./events/index.js";

/** Shows the run to whoever reads: people, or programs. */
export interface ExecOutputWriter {
  /** Before the first event. */
  begin(start: ExecStart): void;
  event(event: ThreadEventBody): void;
  /** After the last event. Only here it is told that the run failed, and why. */
  end(outcome: ExecOutcome): void;
}

export interface ExecStart {
  readonly config: Config;
  readonly prompt: string;
  readonly threadId: string;
  /** Whether it can be resumed by its id. */
  readonly isSaved: boolean;
}

export interface ExecOutcome {
  /** `schema-mismatch`: the turn was completed, but its final message does not fit the schema. */
  readonly status: "completed" | "failed" | "interrupted" | "schema-mismatch";
  /** The model's final answer, if it came to one. */
  readonly lastMessage: string | undefined;
  /** Why the turn failed, or why none of its commands could run, where an error of ours says so. */
  readonly failure: CodexErrorCode | undefined;
  /** There unless the run completed. */
  readonly error: ThreadError | undefined;
}
