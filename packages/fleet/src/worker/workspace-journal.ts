import type { Item, RolloutJournal, ThreadEventBody } from "@codex/core";
import type { SubjectLog } from "../log/subject-log.js";
import type { WorkspaceRef } from "../workspace/workspace-ref.js";

/** What may have changed files. */
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
  /** Sends what has changed; gives the files that stay on this machine. */
  readonly keep: () => Promise<readonly string[]>;
  /** Files that stay on this machine. */
  readonly onLeft: (names: readonly string[]) => void;
  /** Told of items whose ends are kept now. */
  readonly onKept: (itemIds: readonly string[]) => void;
}

/**
 * Keeps a thread's lines on the fleet, each with the workspace as it is by then: whoever goes on from a line has the files that it
 * speaks of.
 */
export class WorkspaceJournal implements RolloutJournal {
  readonly #options: WorkspaceJournalOptions;
  #hasChanged = false;
  #mayChange = false;
  #failure: unknown;

  constructor(options: WorkspaceJournalOptions) {
    this.#options = options;
  }

  /** Told of everything that happens in the thread. */
  onEvent(event: ThreadEventBody): void {
    if (event.type === "item-ended" && CHANGING.has(event.item.kind)) this.#mayChange = this.#hasChanged = true;
    // What a command has left running may have changed more.
    if (event.type === "turn-ended") this.#hasChanged = this.#mayChange;
  }

  /** Throws what kept lines from being kept. */
  assertWhole(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Lines that cannot be kept are the last ones: what follows them would tell of what nobody knows. */
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
