/**
 * The progress of an item.
 * - `proposed`: the model requested it; nothing has been done yet, and the user may be deciding.
 * - `running`: it is in progress.
 * - `completed`: it is done. A command that ran to its end is completed, whatever its exit code; a tool that reports a failure is
 *   `failed`.
 * - `failed`: it could not be done or finished.
 * - `declined`: the user or a policy refused it; nothing was done.
 * - `interrupted`: its turn was stopped or its stream broke; nothing will be added to it.
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
