import type { Item, RolloutJournal, ThreadEventBody } from "@codex/core";
import type { SubjectLog } from "../log/subject-log.js";
import type { WorkspaceRef } from "../workspace/workspace-ref.js";

/** Items that may have changed files. */
const CHANGING: ReadonlySet<Item["kind"]> = new Set([
  "command",
  "custom-call",
  "hook",
  "mcp-call",
  "patch",
  "sub-agent",
  "terminal-input",
]);

export interface WorkspaceJournalOptions {
  readonly rollout: Pick<SubjectLog, "append">;
  /** How another machine gets the workspace; undefined while it is empty. */
  readonly ref: () => WorkspaceRef | undefined;
  /** Sends the changes of the workspace. Returns the files that stay on this machine. */
  readonly keep: () => Promise<readonly string[]>;
  /** Called with files that stay on this machine. */
  readonly onLeft: (names: readonly string[]) => void;
  /** Called with items whose ends are saved now. */
  readonly onKept: (itemIds: readonly string[]) => void;
}

/**
 * Writes a thread's rollout lines to the fleet, each with the current state of the workspace, so that a worker that continues after a line
 * has the files that the line describes.
 */
export class WorkspaceJournal implements RolloutJournal {
  readonly #options: WorkspaceJournalOptions;
  #hasChanged = false;
  #mayChange = false;
  #failure: unknown;

  constructor(options: WorkspaceJournalOptions) {
    this.#options = options;
  }

  /** Must receive all events of the thread. */
  onEvent(event: ThreadEventBody): void {
    if (event.type === "item-ended" && CHANGING.has(event.item.kind)) this.#mayChange = this.#hasChanged = true;
    // Background processes may have changed more.
    if (event.type === "turn-ended") this.#hasChanged = this.#mayChange;
  }

  /** Throws the error of a failed write. */
  assertWhole(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** After a failed write nothing more is written, since later lines would refer to missing ones. */
  async append(lines: readonly string[], ended: readonly string[]): Promise<void> {
    this.assertWhole();
    try {
      await this.#keep(lines);
    } catch (error) {
      this.#failure = error;
      throw error;
    }
    if (ended.length > 0) this.#options.onKept(ended);
  }

  async #keep(lines: readonly string[]): Promise<void> {
    const { rollout, keep, onLeft } = this.#options;
    if (this.#hasChanged) {
      this.#hasChanged = false;
      const left = await keep();
      if (left.length > 0) onLeft(left);
    }
    const ref = this.#options.ref();
    await rollout.append(lines.join("\n"), ref && JSON.stringify(ref));
  }
}
