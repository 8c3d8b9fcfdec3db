import { existsSync } from "node:fs";
import path from "node:path";
import type { FileLinks } from "../file-link.js";
import type { Style } from "../style.js";
import { terminalText } from "../terminal-text.js";

export interface MarkdownOptions {
  readonly style: Style;
  readonly links: FileLinks;
  /** The base of file names in the text. */
  readonly cwd: string;
}

/** Renders a model's Markdown line by line: headings, lists, emphasis and file references are styled, code is left as it is. */
export class MarkdownLines {
  readonly #options: MarkdownOptions;
  #fence: string | undefined;

  constructor(options: MarkdownOptions) {
    this.#options = options;
  }

  /** Renders the next line; it need not be safe for a terminal. */
  line(raw: string): string {
    const text = terminalText(raw);
    const { style } = this.#options;
    if (!style.coloured) return text;
    const fence = /^\s{0,12}(```|~~~)/.exec(text)?.[1];
    if (fence !== undefined && (this.#fence === undefined || this.#fence === fence)) {
      this.#fence = this.#fence === undefined ? fence : undefined;
      return style.dim(text);
    }
    if (this.#fence !== undefined || text.length > MAX_LINE) return text;
    return this.#block(text);
  }

  #block(text: string): string {
    const { style } = this.#options;
    const heading = /^#{1,6} (.*)$/.exec(text);
    if (heading !== null) return style.bold(this.#inline(heading[1] ?? ""));
    const bullet = /^(\s{0,20})[-*+] (.*)$/.exec(text);
    if (bullet !== null) return `${bullet[1]}• ${this.#inline(bullet[2] ?? "")}`;
    if (text.startsWith("> ")) return `${style.dim("│")} ${style.italic(this.#inline(text.slice(2)))}`;
    return this.#inline(text);
  }

  #inline(text: string): string {
    const { style, links } = this.#options;
    return text.replace(INLINE, (whole, ...groups) => {
      const { code, bold, italic, label, url, cited, line } = groups.at(-1) as Record<string, string | undefined>;
      if (code !== undefined) return this.#code(code);
      if (bold !== undefined) return style.bold(bold);
      if (italic !== undefined) return style.italic(italic);
      if (cited !== undefined) return `${links.link(style.cyan(`${cited}:${line}`), cited, Number(line))} `;
      if (label !== undefined && url !== undefined) return `${label} ${style.dim(`(${url})`)}`;
      return whole;
    });
  }

  /** Names of existing files become links. */
  #code(code: string): string {
    const { style, links, cwd } = this.#options;
    const reference = /^([\w@./+-]{1,300}?)(?::(\d{1,7})(?::\d{1,7})?)?$/.exec(code);
    const [, file, line] = reference ?? [];
    if (file === undefined || !/[./]/.test(file) || !existsSync(path.resolve(cwd, file))) return style.cyan(code);
    return links.link(style.cyan(code), file, line === undefined ? undefined : Number(line));
  }
}

const MAX_LINE = 10_000;

/** Every repetition is limited, so that matching takes linear time. */
const INLINE =
  /`(?<code>[^`]{1,400})`|\*\*(?<bold>[^*]{1,400})\*\*|(?<![\w*])\*(?<italic>[^*\s][^*]{0,400})\*(?![\w*])|\[(?<label>[^[\]]{1,200})\]\((?<url>https?:\/\/[^)\s]{1,500})\)|【F?:?(?<cited>[^【†】]{1,300})†L(?<line>\d{1,7})[^】]{0,20}】/g;

/** Renders a whole text. */
export function renderMarkdown(text: string, options: MarkdownOptions): string {
  const lines = new MarkdownLines(options);
  return text
    .split("\n")
    .map((line) => lines.line(line))
    .join("\n");
}
