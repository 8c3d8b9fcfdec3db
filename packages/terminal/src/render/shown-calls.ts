export interface ShownCall {
  /** The current activity, in one line. */
  readonly activity: string;
  /** The line that it started with. */
  readonly title: string;
}

/** The calls that are running, and which of them the latest lines belong to. */
export class ShownCalls {
  readonly #running = new Map<string, ShownCall>();
  #latest: string | undefined;

  /** What the call that began last does. */
  get activity(): string | undefined {
    return [...this.#running.values()].at(-1)?.activity;
  }

  begin(callId: string, call: ShownCall): string[] {
    this.#running.set(callId, call);
    this.#latest = callId;
    return ["", call.title];
  }

  /** The outcome of a call. If other lines came in between, the call is named again. */
  end(callId: string, outcome: string[]): string[] {
    const call = this.#running.get(callId);
    this.#running.delete(callId);
    if (call === undefined || this.#latest === callId) return outcome;
    this.#latest = callId;
    return ["", call.title, ...outcome];
  }

  /** Other lines follow, which belong to no call. */
  leave(): void {
    this.#latest = undefined;
  }
}
