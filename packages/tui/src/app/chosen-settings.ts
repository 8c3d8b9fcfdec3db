import type { ChatThread } from "../chat-engine.js";
import type { Settings } from "./settings.js";

/** What the user chose for later turns, and what the thread has of it: it may refuse a choice. */
export class ChosenSettings {
  #current: Settings;
  #kept: Settings;
  /** Chosen before there was a thread that could be told. */
  #early: Partial<Settings> = {};

  constructor(settings: Settings) {
    this.#current = settings;
    this.#kept = settings;
  }

  get current(): Settings {
    return this.#current;
  }

  /** The configuration says otherwise now, with a folder that is trusted for one, and no thread has begun. What was chosen stays so. */
  reload(settings: Settings): void {
    this.#kept = settings;
    this.#current = { ...settings, ...this.#early };
  }

  /** A thread has begun with these. True when the user chose others, before it or for the thread before: it is to be told. */
  begin(settings: Settings, { isFirst }: { readonly isFirst: boolean }): boolean {
    if (!isFirst) {
      this.#kept = settings;
      return true;
    }
    const hasChosen = Object.keys(this.#early).length > 0;
    this.reload(settings);
    this.#early = {};
    return hasChosen;
  }

  /** Counts at once. Rejects when the thread refuses it; then the settings are as before. */
  async change(change: Partial<Settings>, thread: Pick<ChatThread, "configure"> | undefined): Promise<void> {
    const wanted = { ...this.#current, ...change };
    this.#current = wanted;
    if (thread === undefined) {
      this.#early = { ...this.#early, ...change };
      return;
    }
    try {
      await thread.configure(wanted);
      this.#kept = wanted;
    } catch (error) {
      // What was chosen since has an answer of its own.
      if (this.#current === wanted) this.#current = this.#kept;
      throw error;
    }
  }
}
