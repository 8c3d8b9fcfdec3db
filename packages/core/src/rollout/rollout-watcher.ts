import type { ResponseItem } from "@codex/protocol";

/** Provides the session's transcript, and is told what happens to its file. */
export interface RolloutWatcher {
  /** What the model knows so far, possibly including items that are still to be written. */
  transcript(): readonly ResponseItem[];
  /** Whether the session was deleted for good. Then its removed file is not written again. */
  isDeleted(): Promise<boolean>;
  /**
   * `removed`: the file was removed, and it was recreated from the transcript. `shared`: another process writes to it too. Each is
   * reported once. Must not throw.
   */
  onDisturbance(disturbance: "removed" | "shared"): void;
  /** Called for items that the journal refused, before recording them fails: they must not be shown to anybody. Must not throw. */
  onRefused(items: readonly ResponseItem[]): void;
}
