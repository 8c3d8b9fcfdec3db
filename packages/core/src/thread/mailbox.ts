import { CodexError } from "../error.js";

/** Carries out what a thread is asked for, one after the other, in the order of the calls. */
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

  /** Rejects with `conversation-ended` once it was closed. */
  add<Result>(action: () => Promise<Result>): Promise<Result> {
    if (this.isClosed) {
      return Promise.reject(new CodexError("conversation-ended", `the thread ${this.#threadId} has been closed`));
    }
    const run = this.#last.then(action);
    this.#last = run.catch(() => undefined);
    return run;
  }

  /** Settles when everything that was added so far has been carried out. */
  async handled(): Promise<void> {
    await this.#last;
  }

  /** Takes nothing more; the action of the first call comes after everything before it. */
  close(action: () => Promise<void>): Promise<void> {
    this.#closing ??= this.#last.then(action);
    return this.#closing;
  }
}
