import type { ReviewDecision } from "@codex/protocol";

/**
 * What the user allowed: questions that wait for an answer, by the id of the submission whose turn asks, and the
 * commands and files that need no question for the rest of the session.
 */
export class Approvals {
  readonly #waiting = new Map<string, (decision: ReviewDecision) => void>();
  readonly #commands = new Set<string>();
  readonly #paths = new Set<string>();

  /** Commands approved for the session: `JSON.stringify(argv)`. */
  get approvedCommands(): ReadonlySet<string> {
    return this.#commands;
  }

  approveForSession(command: readonly string[]): void {
    this.#commands.add(JSON.stringify(command));
  }

  /** Files that patches may change for the rest of the session, as real paths. */
  get approvedPaths(): ReadonlySet<string> {
    return this.#paths;
  }

  approvePathsForSession(paths: readonly string[]): void {
    for (const path of paths) this.#paths.add(path);
  }

  /** Waits for the answer to a question of that submission's turn; an abort counts as denied. */
  wait(submissionId: string, signal: AbortSignal): Promise<ReviewDecision> {
    return new Promise((resolve) => {
      const settle = (decision: ReviewDecision) => {
        signal.removeEventListener("abort", onAbort);
        this.#waiting.delete(submissionId);
        resolve(decision);
      };
      const onAbort = () => settle("denied");
      if (signal.aborted) return resolve("denied");
      signal.addEventListener("abort", onAbort, { once: true });
      this.#waiting.set(submissionId, settle);
    });
  }

  /** Answers the question that the submission's turn asked; false when there is none. */
  answer(submissionId: string, decision: ReviewDecision): boolean {
    const settle = this.#waiting.get(submissionId);
    settle?.(decision);
    return settle !== undefined;
  }
}
