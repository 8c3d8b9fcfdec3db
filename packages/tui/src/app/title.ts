import path from "node:path";
import { safeName } from "../text/safe.js";
import type { App } from "./app.js";

/** The window's title: fixed words and the folder's name. It is written when it has changed. */
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

  /** The title was another program's meanwhile. */
  forget(): void {
    this.#shown = undefined;
  }
}

function titleOf({ cwd, dialogs, isBusy }: App): string {
  const state = dialogs.isAsked ? " - waits for you" : isBusy ? " - working" : "";
  return `${safeName(path.basename(cwd))} - codex${state}`;
}
