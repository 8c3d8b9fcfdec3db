import type { Reflow } from "../terminal/reflow.js";
import type { Safe } from "../text/safe.js";

/** The display of the chat: a live region below printed lines, or plain lines. */
export interface ChatDisplay extends Disposable {
  /** How the terminal rewraps rows when its width changes. */
  reflow: Reflow;
  /** Draws for the first time. */
  begin(): void;
  draw(): void;
  /** Something has changed; the next frame is soon enough. */
  changed(): void;
  /** A key has been handled, and its effect must be visible before the next one. */
  keyDone(): void;
  resized(): void;
  /** The alternate screen or another program takes the terminal. */
  hide(): void;
  show(): void;
  restart(): void;
  /** Prints the remaining lines; nothing is shown afterwards. */
  end(lines: readonly Safe[]): void;
  /** The part of a line that is still to be printed, if it is the one that was being written at the end. */
  restOf(line: Safe): Safe;
}
