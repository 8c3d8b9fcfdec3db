/** How many calls may run at the same time. */
const MAX_AT_ONCE = 16;

/** How a call may run: in parallel with other `beside-others` calls, or alone. */
export type Company = "beside-others" | "alone";

interface Waiting {
  readonly company: Company;
  readonly start: () => void;
}

/** The tool calls of one answer. They start in order, and run in parallel where their tools allow it. */
export class CallQueue<Output> {
  readonly #waiting: Waiting[] = [];
  #running = 0;
  #runsAlone = false;
  #outputs: Promise<Output>[] = [];

  add(company: Company, call: () => Promise<Output>): void {
    const output = this.#run(company, call);
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

  async #run(company: Company, call: () => Promise<Output>): Promise<Output> {
    const { promise: started, resolve: start } = Promise.withResolvers<void>();
    this.#waiting.push({ company, start });
    this.#startNext();
    await started;
    try {
      return await call();
    } finally {
      this.#running -= 1;
      this.#runsAlone = false;
      this.#startNext();
    }
  }

  /** No call overtakes another: those behind a call that runs alone wait for it. */
  #startNext(): void {
    for (let next = this.#waiting[0]; next !== undefined && this.#mayStart(next); next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#running += 1;
      this.#runsAlone = next.company === "alone";
      next.start();
    }
  }

  #mayStart({ company }: Waiting): boolean {
    if (this.#running === 0) return true;
    return company === "beside-others" && !this.#runsAlone && this.#running < MAX_AT_ONCE;
  }
}
