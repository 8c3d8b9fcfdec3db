import type { Message } from "../state/composer.js";
import type { App } from "./app.js";

/** Saves the user's messages for later chats to recall. Those that wait for the end of a turn are saved at once: the chat may be killed. */
export class SavedMessages {
  readonly #app: App;
  readonly #saved = new WeakSet<Message>();

  constructor(app: App) {
    this.#app = app;
  }

  add(message: Message): void {
    if (this.#saved.has(message)) return;
    this.#saved.add(message);
    this.#append(message.text).catch((error: unknown) => this.#app.fail(error));
  }

  async #append(text: string): Promise<void> {
    const { loaded, thread } = this.#app;
    const { appendHistoryEntry } = await import("@codex/core");
    await appendHistoryEntry(loaded.config, { sessionId: thread.id, text });
  }
}
