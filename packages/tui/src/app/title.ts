import path from "node:path";
import { safeName } from "../text/safe.js";
import type { App } from "./app.js";

/** The window title: fixed text and the folder's name. Written only when it changes. */
export class Title {
  readonly #write: (bytes: string) => void;
  #shown: string | undefined;

  constructor(write: (bytes: string) => void) {
    this.#write = write;
  }

  show(app: App): void {
    const title = titleOf(app);
    if (title === this.#shown) return;
    this.#shown = title;
    this.#write(`\u001b]2;${title}\u001b\\`);
  }

  /** Another program may have changed the title. */
  forget(): void {
    this.#shown = undefined;
  }
}

function titleOf({ cwd, dialogs, isBusy }: App): string {
  const state = dialogs.isAsked ? " - waits for you" : isBusy ? " - working" : "";
  return `${safeName(path.basename(cwd))} - codex${state}`;
}
