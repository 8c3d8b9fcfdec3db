import type { CodexErrorCode, Config } from "@codex/core";
import type { EventMsg } from "@codex/protocol";

/** Shows the run to whoever reads: people, or programs. */
export interface ExecOutputWriter {
  /** Before the first event. */
  begin(start: ExecStart): void;
  event(id: string, msg: EventMsg): void;
  /** After the last event. */
  end(outcome: ExecOutcome): void;
}

export interface ExecStart {
  readonly config: Config;
  readonly prompt: string;
  /** What the session can be resumed by; undefined when it is not kept. */
  readonly sessionId: string | undefined;
}

export interface ExecOutcome {
  /** `schema-mismatch`: the turn was completed, but its final message does not fit the schema. */
  readonly status: "completed" | "failed" | "interrupted" | "schema-mismatch";
  /** The model's final answer, if it came to one. */
  readonly lastMessage: string | undefined;
  /** Why the turn failed, where an error of ours says so. */
  readonly failure: CodexErrorCode | undefined;
}
