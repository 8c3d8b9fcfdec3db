import type { App } from "./app.js";

/** Notifies a user who is not looking at the terminal. */
export class Notifications {
  readonly #app: App;
  /** Whether the user wants any, by the configuration or by /notify. */
  isOn = true;
  /** Whether the terminal has the focus, as far as it reports that. */
  isFocused = true;

  constructor(app: App) {
    this.#app = app;
  }

  send(kind: "agent-turn-complete" | "approval-requested", message: string): void {
    if (!this.isOn || !this.#app.isConfigured) return;
    const { notifications: kinds, notificationCondition, notificationMethod } = this.#app.loaded.config.tui;
    if (this.isFocused && notificationCondition === "unfocused") return;
    // Notifications enabled by hand are all sent.
    if (kinds.length > 0 && !kinds.includes(kind)) return;
    this.#app.host.notify(message, notificationMethod);
  }
}
