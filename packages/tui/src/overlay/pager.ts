import { type Key, nameOfKey } from "../terminal/key-codes.js";
import { graphemesOf } from "../text/graphemes.js";
import { type Safe, safe, safeLine } from "../text/safe.js";
import { breakRows, fitRow, padEnd } from "../text/styled.js";
import type { Look } from "../view/look.js";
import { PagerSearch } from "./pager-search.js";
import { type Row, rowsOf } from "./row-search.js";

export interface PagerOptions {
  readonly title: string;
  readonly look: Look;
  readonly size: () => { readonly columns: number; readonly rows: number };
  /** Returns the text; called again when the terminal's width changes, for a key that goes to the end, and to follow. */
  readonly lines: () => readonly Safe[];
  /** A note about what happens meanwhile. */
  readonly alert?: () => string | undefined;
}

/** Shows text on a separate screen with the keys of `less`, starting at the end. */
export class Pager {
  readonly #options: PagerOptions;
  #rows: readonly Row[] = [];
  #columns = 0;
  #top = Number.POSITIVE_INFINITY;
  /** The note in the latest drawing. */
  #alert: string | undefined;
  /** The text being typed after `/`. */
  #typing: string | undefined;
  #search = new PagerSearch("");

  constructor(options: PagerOptions) {
    this.#options = options;
  }

  /** Whether the note has changed since the latest drawing. */
  get hasNews(): boolean {
    return this.#options.alert?.() !== this.#alert;
  }

  /** Whether the latest drawing ends with the end of the text, so that what arrives can be followed. */
  get isAtEnd(): boolean {
    return this.#top + this.#height >= this.#rows.length;
  }

  /** The rows of text on the screen. */
  get #height(): number {
    return Math.max(1, this.#options.size().rows - 1);
  }

  goToEnd(): void {
    this.#top = Number.POSITIVE_INFINITY;
    // More text may have arrived.
    this.#columns = 0;
  }

  /** The bytes of the whole screen. */
  draw(): string {
    const { columns } = this.#options.size();
    if (columns !== this.#columns) {
      // Growing text, by contrast, keeps its rows.
      if (this.#columns !== 0) this.#search.forgetPlace();
      this.#columns = columns;
      this.#rows = rowsOf(this.#options.lines(), columns - 1);
    }
    const height = this.#height;
    const { paint } = this.#options.look;
    this.#top = Math.max(0, Math.min(this.#top, this.#rows.length - height));
    const shown = Array.from({ length: height }, (_, index) =>
      this.#search.marked(this.#rows, this.#top + index, paint),
    );
    const drawn = [...shown, this.#bottom(columns, height)].map((row, index) => `\u001b[${index + 1};1H${row}\u001b[K`);
    return `\u001b[?7l${drawn.join("")}\u001b[?7h`;
  }

  /** Returns false if it should be closed. */
  take(key: Key): boolean {
    const page = Math.max(1, this.#options.size().rows - 2);
    const half = Math.ceil(page / 2);
    if (this.#typing !== undefined) return this.#type(key, this.#typing);
    switch (nameOfKey(key)) {
      case "q":
      case "escape":
      case "ctrl-c":
      case "ctrl-t":
      case "ctrl-o":
        return false;
      case "up":
      case "k":
        this.#top -= 1;
        return true;
      case "down":
      case "j":
      case "enter":
        this.#top += 1;
        return true;
      case "pageup":
      case "b":
      case "ctrl-b":
        this.#top -= page;
        return true;
      case "pagedown":
      case "space":
      case "ctrl-f":
        this.#top += page;
        return true;
      case "u":
      case "ctrl-u":
        this.#top -= half;
        return true;
      case "d":
      case "ctrl-d":
        this.#top += half;
        return true;
      case "home":
      case "g":
        this.#top = 0;
        return true;
      case "end":
      case "G":
        this.goToEnd();
        return true;
      case "/":
        this.#typing = "";
        return true;
      case "n":
        this.#find(1);
        return true;
      case "N":
        this.#find(-1);
        return true;
      default:
        return true;
    }
  }

  /** Pasted text is only searched for. */
  paste(text: string): void {
    if (this.#typing !== undefined) this.#typing += text.trim().replace(/\s+/g, " ");
  }

  #type(key: Key, typed: string): boolean {
    const name = nameOfKey(key);
    if (name === "enter") {
      this.#search = new PagerSearch(typed);
      this.#typing = undefined;
      // The pager starts at the end, so matches are usually above.
      this.#find(-1);
    } else if (name === "escape" || name === "ctrl-c") this.#typing = undefined;
    else if (name === "backspace") this.#typing = typed === "" ? undefined : graphemesOf(typed).slice(0, -1).join("");
    else if (key.text !== undefined) this.#typing = `${typed}${key.text}`;
    return true;
  }

  #find(direction: 1 | -1): void {
    const view = { top: this.#top, height: this.#height };
    this.#top = this.#search.next(this.#rows, direction, view) ?? this.#top;
  }

  #bottom(columns: number, height: number): Safe {
    const { paint } = this.#options.look;
    if (this.#typing !== undefined) return rowEnd(safe`/${safeLine(this.#typing)}`, columns - 1);
    const last = Math.min(this.#rows.length, this.#top + height);
    const place = this.#rows.length === 0 ? "" : `${Math.round((last / this.#rows.length) * 100)}%`;
    const keys = this.#search.text === "" ? "/ searches, arrows and PageUp read" : "/ searches, n and N find the next";
    const note = this.#search.isMissing ? `nothing found: ${this.#search.text}` : keys;
    this.#alert = this.#options.alert?.();
    const text = safeLine(` ${this.#alert ?? this.#options.title}  ${place}  q closes, ${note}`);
    return paint.selected(padEnd(fitRow(text, columns - 1), columns - 1));
  }
}

/** The end of a text that is being typed. */
function rowEnd(text: Safe, columns: number): Safe {
  return breakRows(text, columns).at(-1) ?? text;
}
