/** Shell commands that the user runs besides the model; Esc stops them. */
export class UserCommands {
  readonly #running = new Set<AbortController>();

  get isRunning(): boolean {
    return this.#running.size > 0;
  }

  /** Runs a command with a signal that also aborts when the user stops it. */
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
