import type { EventMsg, TurnAbortReason } from "@codex/protocol";

/** What a running task may do: speak under its submission's id, until it is aborted. */
export interface TaskContext {
  readonly submissionId: string;
  readonly signal: AbortSignal;
  /** Sends an event of this task; nothing is sent once the task was aborted. */
  emit(msg: EventMsg): void;
  /** Ends the task for others: from now on input starts a new task. Call right before `task_complete`. */
  finish(): void;
}

export type TaskBody = (task: TaskContext) => Promise<void>;
type Publish = (submissionId: string, msg: EventMsg) => void;

interface RunningTask {
  readonly submissionId: string;
  readonly controller: AbortController;
}

/** Runs at most one task at a time; a new one replaces the one before. */
export class TaskRunner {
  readonly #publish: Publish;
  #current: RunningTask | undefined;
  #settled: Promise<void> = Promise.resolve();

  constructor(publish: Publish) {
    this.#publish = publish;
  }

  get isRunning(): boolean {
    return this.#current !== undefined;
  }

  start(submissionId: string, body: TaskBody): void {
    this.abort("replaced");
    const task: RunningTask = { submissionId, controller: new AbortController() };
    this.#current = task;
    // The task before may still be ending its processes: two tasks never work on the history at once.
    this.#settled = this.#settled.then(() => this.#run(task, body));
  }

  /** Aborts the running task, if any, and says so in a `turn_aborted` event. */
  abort(reason: TurnAbortReason): boolean {
    const task = this.#current;
    if (task === undefined) return false;
    this.#current = undefined;
    task.controller.abort();
    this.#publish(task.submissionId, { type: "turn_aborted", reason });
    return true;
  }

  /** Settles when nothing of any task is left running. */
  settled(): Promise<void> {
    return this.#settled;
  }

  async #run(task: RunningTask, body: TaskBody): Promise<void> {
    const { signal } = task.controller;
    const emit = (msg: EventMsg) => {
      if (!signal.aborted) this.#publish(task.submissionId, msg);
    };
    const finish = () => {
      if (this.#current === task) this.#current = undefined;
    };
    try {
      if (!signal.aborted) await body({ submissionId: task.submissionId, signal, emit, finish });
    } catch (error) {
      finish();
      emit({ type: "error", message: error instanceof Error ? error.message : String(error) });
      emit({ type: "task_complete", last_agent_message: undefined });
    } finally {
      finish();
    }
  }
}
