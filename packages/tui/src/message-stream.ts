import { MarkdownLines, type MarkdownOptions } from "@codex/terminal";

/** A message of the model as it arrives: each of its lines is shown as soon as it is whole. */
export class MessageStream {
  readonly #options: MarkdownOptions;
  #lines: MarkdownLines;
  #received = "";
  /** Characters of it that were shown. */
  #shown = 0;

  constructor(options: MarkdownOptions) {
    this.#options = options;
    this.#lines = new MarkdownLines(options);
  }

  /** The lines that this piece makes whole. */
  push(delta: string): string[] {
    this.#received += delta;
    return this.#show(this.#received.lastIndexOf("\n") + 1);
  }

  /** The rest of the message; all of it when it is another one than what had arrived so far. */
  finish(message: string): string[] {
    if (!message.startsWith(this.#received.slice(0, this.#shown))) this.reset();
    this.#received = message;
    const lines = this.#show(message.length);
    this.reset();
    return lines;
  }

  /** The stream broke: what comes next begins anew. */
  reset(): void {
    this.#lines = new MarkdownLines(this.#options);
    this.#received = "";
    this.#shown = 0;
  }

  #show(end: number): string[] {
    if (end <= this.#shown) return [];
    const heading = this.#shown === 0 ? ["", this.#options.style.magenta("codex")] : [];
    const text = this.#received.slice(this.#shown, end).replace(/\n$/, "");
    this.#shown = end;
    return [...heading, ...text.split("\n").map((line) => this.#lines.line(line))];
  }
}
