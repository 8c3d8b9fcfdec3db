/** How many denials are remembered; the oldest are dropped first. */
const MOST = 50;

/** Actions that an automatic reviewer denied in this session, and which of them the user has permitted since. */
export class DeniedActions {
  readonly #denied = new Map<string, object>();
  readonly #permitted: object[] = [];

  /** `action` is the action as shown to the reviewer. */
  note(reviewId: string, action: object): void {
    this.#denied.set(reviewId, action);
    const [oldest] = this.#denied.keys();
    if (this.#denied.size > MOST && oldest !== undefined) this.#denied.delete(oldest);
  }

  /** Records that the user permits a denied action. Undefined if this session knows no such review, or it was permitted before. */
  permit(reviewId: string): object | undefined {
    const action = this.#denied.get(reviewId);
    if (action === undefined) return undefined;
    this.#denied.delete(reviewId);
    this.#permitted.push(action);
    return action;
  }

  get permitted(): readonly object[] {
    return this.#permitted;
  }
}
