import type { Reflow } from "../terminal/reflow.js";
import type { Safe } from "../text/safe.js";

/** What shows the chat: a live region below what was printed, or plain lines. */
export interface Face extends Disposable {
  /** What the terminal does to rows when its width changes. */
  reflow: Reflow;
  /** Draws for the first time. */
  begin(): void;
  draw(): void;
  /** Something has changed that can wait for the next frame. */
  changed(): void;
  /** A key did something: seen before the next one. */
  keyDone(): void;
  resized(): void;
  /** Another screen, or another program, has the terminal. */
  hide(): void;
  show(): void;
  startAnew(): void;
  /** Prints what is left; nothing is shown afterwards. */
  end(lines: readonly Safe[]): void;
}
