import type { CodexErrorCode, Config, ThreadEventBody } from "@codex/core";
import type { ThreadError } from "./events/index.js";

/** Shows a run to people or programs. */
export interface ExecOutputWriter {
  /** Called before the first event. */
  begin(start: ExecStart): void;
  event(event: ThreadEventBody): void;
  /** Called after the last event. Only this reports that the run failed, and why. */
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
  /**
   * `schema-mismatch`: the turn completed, but its final message does not match the schema.
   * `tool-failed`: it completed, but a tool call failed and `failOnToolError` was set.
   */
  readonly status: "completed" | "failed" | "interrupted" | "schema-mismatch" | "tool-failed";
  /** The model's final answer, if any. */
  readonly lastMessage: string | undefined;
  /** Why the turn failed, or why none of its commands could run, if known. */
  readonly failure: CodexErrorCode | undefined;
  /** Set unless the run completed. */
  readonly error: ThreadError | undefined;
}
