import type { ChatThread } from "../chat-engine.js";
import type { Settings } from "./settings.js";

/** What the user chose for later turns, and what the thread has of it: it may refuse a choice. */
export class ChosenSettings {
  #chosen: Settings;
  #kept: Settings;

  constructor(settings: Settings) {
    this.#chosen = settings;
    this.#kept = settings;
  }

  get current(): Settings {
    return this.#chosen;
  }

  /** A thread has begun with these. True when the user chose others, before it or for the thread before: it is to be told. */
  begin(settings: Settings, { isFirst }: { readonly isFirst: boolean }): boolean {
    const differs = !isFirst || this.#chosen !== this.#kept;
    this.#kept = settings;
    if (!differs) this.#chosen = settings;
    return differs;
  }

  /** Counts at once. Rejects when the thread refuses it; then the settings are as before. */
  async change(change: Partial<Settings>, thread: Pick<ChatThread, "configure"> | undefined): Promise<void> {
    const wanted = { ...this.#chosen, ...change };
    this.#chosen = wanted;
    if (thread === undefined) return;
    try {
      await thread.configure(wanted);
      this.#kept = wanted;
    } catch (error) {
      // What was chosen since has an answer of its own.
      if (this.#chosen === wanted) this.#chosen = this.#kept;
      throw error;
    }
  }
}
