import { Unicode11Addon } from "@xterm/addon-unicode11";
import headless from "@xterm/headless";
import type { TestTerminal } from "./story.js";

/** A headless terminal that shows what was written as a person would see it. */
export class Emulator implements TestTerminal {
  readonly #terminal;
  #replies: string[] = [];

  constructor({ columns, rows, scrollback = 5_000 }: { columns: number; rows: number; scrollback?: number }) {
    this.#terminal = new headless.Terminal({ cols: columns, rows, scrollback, allowProposedApi: true });
    this.#terminal.loadAddon(new Unicode11Addon());
    this.#terminal.unicode.activeVersion = "11";
    this.#terminal.onData((data) => this.#replies.push(data));
  }

  write(bytes: string): Promise<void> {
    return new Promise((resolve) => this.#terminal.write(bytes, resolve));
  }

  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows);
  }

  /** The terminal's replies to queries since the last call. */
  replies(): string {
    const replies = this.#replies.join("");
    this.#replies = [];
    return replies;
  }

  get cursor(): { readonly row: number; readonly column: number } {
    const { cursorX, cursorY } = this.#terminal.buffer.active;
    return { row: cursorY, column: cursorX };
  }

  /** The rows of the screen. */
  get screen(): string[] {
    const { baseY } = this.#terminal.buffer.active;
    return Array.from({ length: this.#terminal.rows }, (_, row) => this.#row(baseY + row));
  }

  cursorRow(): number {
    return this.cursor.row;
  }

  allLines(): string[] {
    return this.lines;
  }

  /** Scrollback and screen as copied text: rows wrapped by the terminal are one line. */
  get lines(): string[] {
    const { active } = this.#terminal.buffer;
    const lines: string[] = [];
    for (let row = 0; row < active.length; row++) {
      const line = active.getLine(row);
      const goesOn = active.getLine(row + 1)?.isWrapped === true;
      const text = line?.translateToString(!goesOn) ?? "";
      // A wide character that did not fit leaves the last column empty.
      const last = line?.getCell(this.#terminal.cols - 1);
      const whole = goesOn && last?.getChars() === "" && last.getWidth() === 1 ? text.slice(0, -1) : text;
      if (line?.isWrapped === true && lines.length > 0) lines.push(`${lines.pop()}${whole}`);
      else lines.push(whole);
    }
    while (lines.at(-1) === "") lines.pop();
    return lines;
  }

  /** The style of the first cell of a text on the screen. */
  styleOf(text: string): { readonly bold: boolean; readonly dim: boolean; readonly colour: number } | undefined {
    const row = this.screen.findIndex((line) => line.includes(text));
    const column = this.screen[row]?.indexOf(text) ?? -1;
    const { active } = this.#terminal.buffer;
    const cell = active.getLine(active.baseY + row)?.getCell(column);
    return cell && { bold: cell.isBold() !== 0, dim: cell.isDim() !== 0, colour: cell.getFgColor() };
  }

  #row(row: number): string {
    return this.#terminal.buffer.active.getLine(row)?.translateToString(true) ?? "";
  }
}
