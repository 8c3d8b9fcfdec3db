/** The most calls that run at once. */
const MAX_AT_ONCE = 16;

/** A call runs beside others that may, too, or while no other one does. */
export type Company = "beside-others" | "alone";

interface Waiting {
  readonly company: Company;
  readonly start: () => void;
}

/** The calls of an answer: they begin in their order, as many at once as may run beside each other. */
export class CallQueue<Output> {
  readonly #waiting: Waiting[] = [];
  #running = 0;
  #runsAlone = false;
  #outputs: Promise<Output>[] = [];

  add(company: Company, call: () => Promise<Output>): void {
    const output = this.#run(company, call);
    // Whoever takes the outputs hears of it.
    output.catch(() => undefined);
    this.#outputs.push(output);
  }

  /**
   * What the calls so far give, in their order, each as soon as those before it are there. All have ended when it is through: then it
   * throws what the first of those threw that failed.
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

  /** Nobody overtakes: what comes behind a call that runs alone waits for it. */
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
