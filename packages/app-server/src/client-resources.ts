/** What lives as long as a client, and ends with it: the latest first, and each though another one fails. */
export class ClientResources implements AsyncDisposable {
  readonly #ends: (() => unknown)[] = [];

  use<Resource extends AsyncDisposable>(resource: Resource): Resource {
    this.defer(() => resource[Symbol.asyncDispose]());
    return resource;
  }

  defer(end: () => unknown): void {
    this.#ends.push(end);
  }

  /** Throws what the first that failed threw. */
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
