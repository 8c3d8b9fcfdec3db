/**
 * Decides which messages wait for one that takes long to encode. Messages of one lane keep their order, and those without a lane keep their
 * order with all; others go ahead.
 */
export class Lanes {
  /** By lane: settles when the last message has its place in the output. Messages without a lane are under `undefined`. */
  readonly #last = new Map<unknown, Promise<void>>();

  /** What must have its place before a message of the lane; undefined if it need not wait. */
  before(lane: unknown): Promise<unknown> | undefined {
    if (this.#last.size === 0) return undefined;
    const lanes = lane === undefined ? [...this.#last.keys()] : [lane, undefined];
    const waited = lanes.flatMap((one) => this.#last.get(one) ?? []);
    return waited.length === 0 ? undefined : Promise.all(waited);
  }

  /** Later messages of the lane wait for this promise, which never rejects. */
  hold(lane: unknown, placed: Promise<void>): void {
    this.#last.set(lane, placed);
    void placed.then(() => {
      if (this.#last.get(lane) === placed) this.#last.delete(lane);
    });
  }

  /** Settles when all messages so far have their place. */
  async settled(): Promise<void> {
    await this.before(undefined);
  }
}
