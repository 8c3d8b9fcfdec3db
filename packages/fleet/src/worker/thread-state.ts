import type { Fleet } from "../connection/fleet.js";
import { whileConnected } from "../connection/while-connected.js";
import { parseJson } from "../messages/parse-json.js";
import { parseThreadEntry, type ThreadEntry } from "../messages/thread-entry.js";

/** The public entry of a thread, written by its owner. Each change names the revision that it replaces. */
export class ThreadState {
  readonly #fleet: Fleet;
  readonly #threadId: string;
  #revision: number;
  #entry: ThreadEntry | undefined;

  private constructor(
    fleet: Fleet,
    threadId: string,
    known: { readonly revision: number; readonly entry: ThreadEntry | undefined },
  ) {
    this.#fleet = fleet;
    this.#threadId = threadId;
    this.#revision = known.revision;
    this.#entry = known.entry;
  }

  static async read(fleet: Fleet, threadId: string): Promise<ThreadState> {
    const found = await whileConnected(fleet, fleet.threads.get(threadId));
    const entry = found === null ? undefined : parseThreadEntry(parseJson(found.string()));
    return new ThreadState(fleet, threadId, { revision: found?.revision ?? 0, entry });
  }

  get entry(): ThreadEntry | undefined {
    return this.#entry;
  }

  async change(entry: Omit<ThreadEntry, "updatedAt">): Promise<void> {
    const changed = { ...entry, updatedAt: Date.now() };
    const { threads } = this.#fleet;
    const text = JSON.stringify(changed);
    const written =
      this.#revision === 0
        ? threads.create(this.#threadId, text)
        : threads.update(this.#threadId, text, this.#revision);
    this.#revision = await whileConnected(this.#fleet, written);
    this.#entry = changed;
  }
}
