/** How many calls may run at the same time. */
const MAX_AT_ONCE = 16;

/** Whether a call may run beside other parallel calls. */
export type Concurrency = "parallel" | "exclusive";

interface Waiting {
  readonly concurrency: Concurrency;
  readonly start: () => void;
}

/** The tool calls of one answer. They start in order, and run in parallel where their tools allow it. */
export class CallQueue<Output> {
  readonly #waiting: Waiting[] = [];
  #running = 0;
  #runsExclusively = false;
  #outputs: Promise<Output>[] = [];

  add(concurrency: Concurrency, call: () => Promise<Output>): void {
    const output = this.#run(concurrency, call);
    // `takeOutputs` reports it.
    output.catch(() => undefined);
    this.#outputs.push(output);
  }

  /**
   * Yields the outputs of the calls so far in order, each as soon as it and those before it are there. Ends when all calls have ended;
   * then it throws the error of the first that failed.
   */
  async *takeOutputs(): AsyncGenerator<Output, void> {
    const outputs = this.#outputs;
    this.#outputs = [];
    const failures: unknown[] = [];
    for (const output of outputs) {
      const [result] = await Promise.allSettled([output]);
      if (result.status === "fulfilled") yield result.value;
      else failures.push(result.reason);
    }
    if (failures.length > 0) throw failures[0];
  }

  async #run(concurrency: Concurrency, call: () => Promise<Output>): Promise<Output> {
    const { promise: started, resolve: start } = Promise.withResolvers<void>();
    this.#waiting.push({ concurrency, start });
    this.#startNext();
    await started;
    try {
      return await call();
    } finally {
      this.#running -= 1;
      this.#runsExclusively = false;
      this.#startNext();
    }
  }

  /** No call overtakes another: those behind a call that runs alone wait for it. */
  #startNext(): void {
    for (let next = this.#waiting[0]; next !== undefined && this.#mayStart(next); next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#running += 1;
      this.#runsExclusively = next.concurrency === "exclusive";
      next.start();
    }
  }

  #mayStart({ concurrency }: Waiting): boolean {
    if (this.#running === 0) return true;
    return concurrency === "parallel" && !this.#runsExclusively && this.#running < MAX_AT_ONCE;
  }
}
