import { Transform, type TransformCallback } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import type { TerminalIo } from "./terminal-io.js";

/** Stands for a line end inside a message while it is typed: Enter alone sends. */
export const LINE_END = "␊";

const PASTE_BEGIN = "\u001b[200~";
const PASTE_END = "\u001b[201~";

/**
 * The keyboard, with pasted text made harmless: the line ends in it, and those of Ctrl-J, are shown instead of sending
 * what was typed so far; control characters in it do nothing. The terminal must have been asked to mark what is pasted.
 */
export class TypedInput extends Transform {
  readonly isTTY = true;
  readonly #terminal: TerminalIo["stdin"];
  readonly #decoder = new StringDecoder("utf8");
  #pasting = false;
  /** A marker that has only begun to arrive. */
  #rest = "";

  constructor(terminal: TerminalIo["stdin"]) {
    super();
    this.#terminal = terminal;
    terminal.pipe(this);
  }

  /** Called by readline. */
  setRawMode(raw: boolean): this {
    this.#terminal.setRawMode?.(raw);
    return this;
  }

  /** Gives the terminal back. */
  release(): void {
    this.#terminal.unpipe(this);
    this.#terminal.pause();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let text = this.#rest + this.#decoder.write(chunk);
    this.#rest = "";
    let output = "";
    while (text !== "") {
      const marker = this.#pasting ? PASTE_END : PASTE_BEGIN;
      const at = text.indexOf(marker);
      const end = at < 0 ? text.length - beginningLength(text, marker) : at;
      output += this.#pasting ? pasted(text.slice(0, end)) : typed(text.slice(0, end));
      if (at < 0) {
        this.#rest = text.slice(end);
        break;
      }
      text = text.slice(at + marker.length);
      this.#pasting = !this.#pasting;
    }
    done(null, output);
  }
}

/** How much of the marker's beginning the text ends with; a single escape is a key of its own. */
function beginningLength(text: string, marker: string): number {
  for (let length = marker.length - 1; length > 1; length--) {
    if (text.endsWith(marker.slice(0, length))) return length;
  }
  return 0;
}

function typed(text: string): string {
  return text.replaceAll("\n", LINE_END);
}

function pasted(text: string): string {
  return text
    .replace(/\r\n?|\n/g, LINE_END)
    .replaceAll("\t", "  ")
    .replace(/\p{Cc}/gu, "");
}
