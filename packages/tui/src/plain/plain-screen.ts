import type { ChatDisplay } from "../app/chat-display.js";
import type { Reflow } from "../terminal/reflow.js";
import type { Frame } from "../terminal/renderer.js";
import type { Safe } from "../text/safe.js";

export interface PlainScreenOptions {
  readonly write: (bytes: string) => void;
  readonly frame: () => Frame;
  /** The open question, if any; printed once for each `id`. */
  readonly asked: () => { readonly id: object; readonly rows: readonly Safe[] } | undefined;
  /** The message that work is still in progress, when it is time for one. */
  readonly progress: () => Safe | undefined;
  /** The part of the first line that is still to be printed: another display may have begun it. */
  readonly restOfFirst: (line: Safe) => Safe;
}

/** The chat line by line, without redrawing: for screen readers and terminals that only print. */
export class PlainScreen implements ChatDisplay {
  readonly #options: PlainScreenOptions;
  #asked: object | undefined;
  #hasPrinted = false;
  #pending: NodeJS.Immediate | undefined;
  /** Unused: printed lines are never redrawn. */
  reflow: Reflow = "none";

  constructor(options: PlainScreenOptions) {
    this.#options = options;
  }

  changed(): void {
    this.#pending ??= setImmediate(() => this.draw());
  }

  keyDone(): void {
    this.changed();
  }

  begin(): void {
    this.draw();
  }

  draw(): void {
    clearImmediate(this.#pending);
    this.#pending = undefined;
    const { frame, asked, progress } = this.#options;
    this.#print(this.#continued(frame().lines));
    const progressLine = progress();
    if (progressLine !== undefined) this.#print([progressLine]);
    const now = asked();
    if (now !== undefined && now.id !== this.#asked) this.#print(now.rows);
    this.#asked = now?.id;
  }

  resized(): void {}
  hide(): void {}
  restart(): void {}

  show(): void {
    this.draw();
  }

  end(lines: readonly Safe[]): void {
    this.draw();
    this.#print(lines);
  }

  restOf(line: Safe): Safe {
    return line;
  }

  [Symbol.dispose](): void {
    clearImmediate(this.#pending);
  }

  #continued([first, ...others]: readonly Safe[]): readonly Safe[] {
    if (first === undefined) return [];
    const begin = this.#hasPrinted ? first : this.#options.restOfFirst(first);
    this.#hasPrinted = true;
    return [begin, ...others];
  }

  #print(lines: readonly Safe[]): void {
    if (lines.length > 0) this.#options.write(`${lines.join("\n")}\n`);
  }
}
