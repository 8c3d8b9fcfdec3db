import type { Style } from "./style.js";
import { fitWidth, textWidth } from "./text-width.js";

export interface StatusLineOptions {
  /** Writes to the terminal. */
  readonly write: (text: string) => void;
  /** The terminal's width now. */
  readonly columns: () => number;
  readonly style: Style;
}

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"] as const;
const FRAME_MS = 100;
const CLEAR = "\r\u001b[K";

/**
 * The last line of a terminal. It shows the current activity while other lines are printed above it. Until it is disposed, everything else
 * for that terminal must go through `print`.
 */
export class StatusLine implements Disposable {
  readonly #options: StatusLineOptions;
  readonly #started = performance.now();
  readonly #timer: NodeJS.Timeout;
  #activity: string;
  #frame = 0;

  /** `activity` must be a single line and safe for a terminal. */
  constructor(options: StatusLineOptions, activity: string) {
    this.#options = options;
    this.#activity = activity;
    this.#draw();
    this.#timer = setInterval(() => {
      this.#frame = (this.#frame + 1) % FRAMES.length;
      this.#draw();
    }, FRAME_MS);
    this.#timer.unref();
  }

  set activity(activity: string) {
    this.#activity = activity;
  }

  /** Prints whole lines above the status line. */
  print(text: string): void {
    this.#options.write(`${CLEAR}${text}`);
    this.#draw();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#options.write(CLEAR);
  }

  #draw(): void {
    const { write, columns, style } = this.#options;
    const seconds = Math.floor((performance.now() - this.#started) / 1000);
    const time = `${seconds} s · Ctrl-C interrupts`;
    // A line that wraps could not be erased.
    const room = columns() - textWidth(time) - 6;
    const activity = room < 8 ? "" : `${fitWidth(this.#activity, room)} · `;
    write(
      `${CLEAR}${style.cyan(FRAMES[this.#frame] ?? "")} ${style.dim(fitWidth(`${activity}${time}`, columns() - 3))}`,
    );
  }
}
