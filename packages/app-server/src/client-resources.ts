/** Resources that end with a client, the latest first, and even if another one fails to end. */
export class ClientResources implements AsyncDisposable {
  readonly #ends: (() => unknown)[] = [];

  use<Resource extends AsyncDisposable>(resource: Resource): Resource {
    this.defer(() => resource[Symbol.asyncDispose]());
    return resource;
  }

  defer(end: () => unknown): void {
    this.#ends.push(end);
  }

  /** Rethrows the first error. */
  async [Symbol.asyncDispose](): Promise<void> {
    const end = this.#ends.pop();
    if (end === undefined) return;
    try {
      await end();
    } finally {
      await this[Symbol.asyncDispose]();
    }
  }
}
