import { frameOf } from "../terminal/escape-codes.js";
import type { Key } from "../terminal/key-codes.js";
import { Pager, type PagerOptions } from "./pager.js";

const ALTERNATE_ON = "\u001b[?1049h\u001b[?25l\u001b[H\u001b[2J";
const ALTERNATE_OFF = "\u001b[?25h\u001b[?1049l";

/** How often the end of a text that grows is drawn again, in milliseconds. */
const FOLLOW_MS = 300;
/** A long text, which takes long to render, is drawn again so much more rarely. */
const PAUSE_PER_RENDERING = 20;

/** The terminal's alternate screen, used to read long texts, like `less`. */
export class Overlay {
  readonly #write: (bytes: string) => void;
  #pager: Pager | undefined;
  #timer: NodeJS.Timeout | undefined;
  #pauseMs = FOLLOW_MS;

  constructor(write: (bytes: string) => void) {
    this.#write = write;
  }

  get isOpen(): boolean {
    return this.#pager !== undefined;
  }

  open(options: PagerOptions): void {
    this.#pager = new Pager(options);
    this.show();
  }

  /** Also call this after another program had the terminal. */
  show(): void {
    this.#write(ALTERNATE_ON);
    this.draw();
  }

  draw(): void {
    if (this.#pager !== undefined) this.#write(frameOf(this.#pager.draw()));
  }

  /** Something has changed: the note, or the end of the text if the user is there. */
  changed(): void {
    if (this.#pager?.hasNews === true) this.draw();
    if (this.#pager?.isAtEnd === true) this.#timer ??= setTimeout(() => this.#follow(), this.#pauseMs);
  }

  /** Returns false if the key closed it. */
  take(key: Key): boolean {
    if (this.#pager?.take(key) === true) {
      this.draw();
      return true;
    }
    this.close();
    return false;
  }

  paste(text: string): void {
    this.#pager?.paste(text);
    this.draw();
  }

  /** Gives the terminal to another program until `show`. */
  hide(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#pager !== undefined) this.#write(ALTERNATE_OFF);
  }

  close(): void {
    this.hide();
    this.#pager = undefined;
  }

  #follow(): void {
    this.#timer = undefined;
    if (this.#pager?.isAtEnd !== true) return;
    const start = performance.now();
    this.#pager.goToEnd();
    this.draw();
    this.#pauseMs = Math.max(FOLLOW_MS, PAUSE_PER_RENDERING * (performance.now() - start));
  }
}
