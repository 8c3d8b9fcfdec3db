/**
 * How far an item has come.
 * - `proposed`: the model wants it; nothing has been done yet, maybe the user is being asked.
 * - `running`: it is being done, or said.
 * - `completed`: done. A command that ran to its end has completed whatever its exit code; a tool that says it failed has `failed`.
 * - `failed`: it could not be done, or not to its end.
 * - `declined`: the user or a policy said no; nothing was done.
 * - `interrupted`: its turn was stopped, or its stream broke; what is there is all there will be.
 */
export type ItemStatus = "proposed" | "running" | "completed" | "failed" | "declined" | "interrupted";

export interface ItemBase {
  /** Our id: unique in the thread, and unchanged after a resume. */
  readonly id: string;
  readonly turnId: string;
  readonly status: ItemStatus;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Milliseconds since 1970; set once the status is final. */
  readonly endedAt?: number | undefined;
  /** The id that the model gave its output item, if any. It may not be unique. */
  readonly modelItemId?: string | undefined;
}

/** The item of a tool call. */
export interface CallBase extends ItemBase {
  /** As the model wrote it: it may be repeated or empty. Absent if no model made the call. */
  readonly callId?: string | undefined;
}
