import type { ChatThread } from "../chat-engine.js";
import type { Settings } from "./settings.js";

/** The settings that the user has chosen for later turns, and those that the thread has accepted: it may refuse some. */
export class ChosenSettings {
  #current: Settings;
  #kept: Settings;
  /** Chosen before there was a thread. */
  #early: Partial<Settings> = {};

  constructor(settings: Settings) {
    this.#current = settings;
    this.#kept = settings;
  }

  get current(): Settings {
    return this.#current;
  }

  /** Applies a changed configuration before a thread has started, for example after the folder was trusted. The user's choices are kept. */
  reload(settings: Settings): void {
    this.#kept = settings;
    this.#current = { ...settings, ...this.#early };
  }

  /** Takes the settings of a new thread. Returns true if the user had chosen others, which the thread must then be given. */
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

  /** Applies the change at once. If the thread refuses it, restores the previous settings and rejects. */
  async change(change: Partial<Settings>, thread: Pick<ChatThread, "configure"> | undefined): Promise<void> {
    const wanted = { ...this.#current, ...change };
    this.#current = wanted;
    if (thread === undefined) {
      this.#early = { ...this.#early, ...change };
      return;
    }
    try {
      const { effortBeforePlan: _ofTheChat, ...ofThread } = wanted;
      await thread.configure(ofThread);
      this.#kept = wanted;
    } catch (error) {
      // A later change is settled by its own reply.
      if (this.#current === wanted) this.#current = this.#kept;
      throw error;
    }
  }
}
