import type { ClientProcess } from "./client-process.js";
import { invalidRequest } from "./rpc-errors.js";

/** A client's processes, by the names that it gave them. Disposing ends them. */
export class ClientProcesses implements AsyncDisposable {
  readonly #processes = new Map<string, ClientProcess>();
  readonly #ended = new AbortController();
  readonly #notFound: (name: string) => string;

  /** `notFound`: the error message for an unknown name. */
  constructor(notFound: (name: string) => string) {
    this.#notFound = notFound;
  }

  /** Aborted when the client has disconnected. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  has(name: string): boolean {
    return this.#processes.has(name);
  }

  add(name: string, process: ClientProcess): void {
    this.#processes.set(name, process);
  }

  delete(name: string): void {
    this.#processes.delete(name);
  }

  /** Throws -32600 for an unknown name. */
  find(name: string): ClientProcess {
    const found = this.#processes.get(name);
    if (found === undefined) throw invalidRequest(this.#notFound(name));
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort();
    await Promise.allSettled([...this.#processes.values()].map((one) => one[Symbol.asyncDispose]()));
  }
}
