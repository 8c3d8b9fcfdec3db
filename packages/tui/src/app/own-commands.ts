/** Commands that the user runs beside the model; Esc stops them. */
export class OwnCommands {
  readonly #running = new Set<AbortController>();

  get isRunning(): boolean {
    return this.#running.size > 0;
  }

  /** Runs it with a signal that also aborts when the user stops what runs. */
  async run<Result>(signal: AbortSignal, command: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const own = new AbortController();
    this.#running.add(own);
    try {
      return await command(AbortSignal.any([signal, own.signal]));
    } finally {
      this.#running.delete(own);
    }
  }

  stop(): void {
    for (const own of this.#running) own.abort();
  }
}
