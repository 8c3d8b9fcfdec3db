import type { ThreadStatus } from "@codex/app-server-protocol/thread";
import type { Question } from "@codex/core";

/** The thread's status for clients: whether it is active, what it waits for, and whether its last turn failed. */
export class ThreadActivity {
  #isActive = false;
  #failed = false;
  readonly #waiting = new Map<string, "waitingOnApproval" | "waitingOnUserInput">();

  get status(): ThreadStatus {
    if (this.#isActive) return { type: "active", activeFlags: [...new Set(this.#waiting.values())] };
    return this.#failed ? { type: "systemError" } : { type: "idle" };
  }

  begin(): void {
    this.#isActive = true;
    this.#failed = false;
  }

  end(failed: boolean): void {
    this.#isActive = false;
    this.#failed = failed;
    this.#waiting.clear();
  }

  wait({ id, kind }: Question): void {
    this.#waiting.set(id, kind === "user-questions" ? "waitingOnUserInput" : "waitingOnApproval");
  }

  isWaiting({ id }: Question): boolean {
    return this.#waiting.has(id);
  }

  settle({ id }: Question): void {
    this.#waiting.delete(id);
  }
}
