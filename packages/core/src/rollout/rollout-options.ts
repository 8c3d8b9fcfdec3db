import type { RolloutFormat } from "./lines/rollout-line.js";
import type { RolloutJournal } from "./rollout-journal.js";
import type { SessionMeta } from "./session-meta.js";

/** The first line of a new rollout; its `timestamp` is now. */
export interface NewRollout extends Omit<SessionMeta, "timestamp"> {
  readonly codexHome: string;
  /** Creates the file only when `begin` is called or a turn starts, so that an unused thread leaves no file. Default: at once. */
  readonly isDeferred?: boolean | undefined;
  /** Receives every line before the file does. */
  readonly journal?: RolloutJournal | undefined;
}

/** The format of an existing file, so that it can be continued in the same way. */
export interface ResumedRollout {
  readonly format: RolloutFormat;
  readonly nextOrdinal: number;
  /** How much of it was read. Default: lines of other processes are not looked for. */
  readonly sizeBytes?: number | undefined;
  /** Its first line, if it can be read. */
  readonly meta?: SessionMeta | undefined;
  /** Writes the session's opening items only when there is more to write. Default: at once. */
  readonly isDeferred?: boolean | undefined;
  /** Receives every line before the file does. */
  readonly journal?: RolloutJournal | undefined;
}
