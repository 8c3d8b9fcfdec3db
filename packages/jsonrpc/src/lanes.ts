/**
 * Which messages wait for one that takes a while to be made. Those of a lane keep their order, and what is on no lane keeps its order
 * with everything; others go ahead.
 */
export class Lanes {
  /** By lane: settles when what was sent last has its place among what is written. Those on no lane are under `undefined`. */
  readonly #last = new Map<unknown, Promise<void>>();

  /** What has to have its place before a message of the lane; undefined when nothing is waited for. */
  before(lane: unknown): Promise<unknown> | undefined {
    if (this.#last.size === 0) return undefined;
    const lanes = lane === undefined ? [...this.#last.keys()] : [lane, undefined];
    const waited = lanes.flatMap((one) => this.#last.get(one) ?? []);
    return waited.length === 0 ? undefined : Promise.all(waited);
  }

  /** What comes on the lane waits for this, which never rejects. */
  hold(lane: unknown, placed: Promise<void>): void {
    this.#last.set(lane, placed);
    void placed.then(() => {
      if (this.#last.get(lane) === placed) this.#last.delete(lane);
    });
  }

  /** Settles when everything so far has its place. */
  async settled(): Promise<void> {
    await this.before(undefined);
  }
}
