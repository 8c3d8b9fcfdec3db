import { CodexError } from "../error.js";

/** Runs a thread's actions one after the other, in the order of the calls. */
export class Mailbox {
  readonly #threadId: string;
  #last: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | undefined;

  constructor(threadId: string) {
    this.#threadId = threadId;
  }

  get isClosed(): boolean {
    return this.#closing !== undefined;
  }

  /** Rejects with `conversation-ended` once the mailbox has been closed. */
  add<Result>(action: () => Promise<Result>): Promise<Result> {
    if (this.isClosed) {
      return Promise.reject(new CodexError("conversation-ended", `the thread ${this.#threadId} has been closed`));
    }
    const run = this.#last.then(action);
    this.#last = run.catch(() => undefined);
    return run;
  }

  /** Settles when all actions added so far have run. */
  async handled(): Promise<void> {
    await this.#last;
  }

  /** Accepts no more actions; that of the first call runs last. */
  close(action: () => Promise<void>): Promise<void> {
    this.#closing ??= this.#last.then(action);
    return this.#closing;
  }
}
