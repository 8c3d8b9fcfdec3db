import { EMPTY, type Safe, safe, stillSafe } from "../text/safe.js";
import type { Paint } from "../text/theme.js";

export interface InlineOptions {
  readonly paint: Paint;
  /** The address of a link to a file, optionally to a line; undefined if the name is not a file. */
  readonly fileAddress: (name: string, line?: number) => string | undefined;
}

export interface Inline {
  readonly text: Safe;
  /** The end of the rendered text; later marks may still change what follows. */
  readonly end: number;
}

/** A mark that stays open for longer is plain text. */
const MAX_OPEN = 2_000;

/**
 * Renders emphasis, code and links of one line from an index on. While the line is incomplete (`isWhole` false), stops at the first mark
 * whose meaning may still change.
 */
export function renderInline(text: Safe, from: number, options: InlineOptions & { readonly isWhole: boolean }): Inline {
  let out = "";
  let at = from;
  while (at < text.length) {
    const found = nextMark(text, at);
    out += text.slice(at, found);
    if (found >= text.length) break;
    const token = tokenAt(text, found);
    const mayChange = !options.isWhole && text.length - found < MAX_OPEN;
    // The next character may change the meaning of the last one: `*` may become `**`.
    if (mayChange && (token === undefined ? mayBecomeToken(text, found) : token.end === text.length)) {
      return { text: stillSafe(out), end: found };
    }
    if (token === undefined) {
      const run = /^(?:\*+|_+|`+|~+|.)/su.exec(text.slice(found, found + MAX_OPEN))?.[0] ?? "";
      out += run;
      at = found + run.length;
    } else {
      out += painted(token, options);
      at = token.end;
    }
  }
  return { text: stillSafe(out), end: text.length };
}

const MARK = /[*_`~[!\\<h&]/g;

/** The position of the next character that may start a mark. */
function nextMark(text: string, from: number): number {
  MARK.lastIndex = from;
  for (let match = MARK.exec(text); match !== null; match = MARK.exec(text)) {
    const { index } = match;
    if (match[0] !== "h" || text.startsWith("http", index) || "https://".startsWith(text.slice(index))) return index;
  }
  return text.length;
}

type Token =
  | {
      readonly type: "code" | "bold" | "italic" | "both" | "struck" | "plain";
      readonly text: Safe;
      readonly end: number;
    }
  | { readonly type: "link"; readonly text: Safe; readonly address: string; readonly end: number };

const PATTERNS: readonly (readonly [type: Exclude<Token["type"], "link">, pattern: RegExp])[] = [
  ["plain", /\\([!-/:-@[-`{-~])/uy],
  ["code", /``(?!`)\s?(.+?)\s?``(?!`)/uy],
  ["code", /`(?!`)([^`]+)`(?!`)/uy],
  ["both", /\*\*\*(?=[^\s*])(.+?)(?<=[^\s*])\*\*\*(?!\*)/uy],
  ["bold", /\*\*(?=[^\s*])(.+?)(?<=\S)\*\*(?!\*)/uy],
  ["bold", /(?<![\p{L}\p{N}_])__(?=[^\s_])(.+?)(?<=[^\s_])__(?![\p{L}\p{N}_])/uy],
  ["struck", /~~(?=\S)(.+?)(?<=\S)~~/uy],
  ["italic", /\*(?=[^\s*])([^*]+?)(?<=[^\s*])\*(?!\*)/uy],
  ["italic", /(?<![\p{L}\p{N}_])_(?=[^\s_])([^_]+?)(?<=[^\s_])_(?![\p{L}\p{N}_])/uy],
];

/** Characters that models write as HTML entities. */
const ENTITIES: Readonly<Record<string, Safe>> = {
  amp: safe`&`,
  lt: safe`<`,
  gt: safe`>`,
  quot: safe`"`,
  apos: safe`'`,
  "#39": safe`'`,
  "#x27": safe`'`,
  nbsp: safe` `,
};
const ENTITY = /&(amp|lt|gt|quot|apos|#39|#x27|nbsp);/y;

/** Texts and addresses are limited, so that input that only looks like many links takes linear time. */
const LINK =
  /!?\[([^\]]{0,500})\]\(<?([^\s()>]{0,2000}(?:\([^\s()]{0,500}\)[^\s()]{0,500}){0,20})>?(?:\s{1,20}"[^"]{0,500}")?\)/uy;
const BARE = /<?(https?:\/\/[^\s<>"'`\\^{|}]*[^\s<>"'`\\^{|}.,;:!?)\]*_])>?/uy;
/** How some models cite a line of a file. */
const CITED = /【F:([^†】]{1,300})†L(\d{1,7})[^】]{0,20}】/uy;

function tokenAt(text: string, at: number): Token | undefined {
  for (const [type, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null) return { type, text: stillSafe(match[1] ?? ""), end: pattern.lastIndex };
  }
  ENTITY.lastIndex = at;
  const entity = ENTITIES[ENTITY.exec(text)?.[1] ?? ""];
  if (entity !== undefined) return { type: "plain", text: entity, end: ENTITY.lastIndex };
  LINK.lastIndex = at;
  const link = LINK.exec(text);
  if (link !== null)
    return { type: "link", text: stillSafe(link[1] ?? ""), address: link[2] ?? "", end: LINK.lastIndex };
  BARE.lastIndex = at;
  const bare = BARE.exec(text);
  if (bare !== null) return { type: "link", text: EMPTY, address: bare[1] ?? "", end: BARE.lastIndex };
  return undefined;
}

/** Whether later characters could make this the start of a token. */
function mayBecomeToken(text: string, at: number): boolean {
  const rest = text.slice(at);
  if (/^[*_~`]+$/.test(rest)) return true;
  if (/^(?:\*\*|__|~~)(?=\S)/.test(rest) || /^(?:\*(?=[^\s*])|_(?=[^\s_]))/.test(rest)) {
    return !/^_/.test(rest) || !/[\p{L}\p{N}_]/u.test(text[at - 1] ?? " ");
  }
  if ("https://".startsWith(rest)) return true;
  return (
    /^`+[^`]*$/.test(rest) ||
    /^!?\[[^\]]*(?:\](?:\([^)]*)?)?$/.test(rest) ||
    /^[!\\<]$/.test(rest) ||
    /^&[#a-z\d]{0,4}$/.test(rest) ||
    /^<?https?:\S*$/.test(rest)
  );
}

function painted(token: Token, options: InlineOptions): Safe {
  const { paint, fileAddress } = options;
  const inside = () => wholeInline(token.text, options);
  switch (token.type) {
    case "plain":
      return token.text;
    case "code": {
      const place = /^([^\s:]+\.\w+|[^\s:]*\/[^\s:]+)(?::(\d+))?/.exec(token.text);
      const address =
        place?.[1] === undefined ? undefined : fileAddress(place[1], place[2] ? Number(place[2]) : undefined);
      const code = paint.code(token.text);
      return address === undefined ? code : paint.link(code, address);
    }
    case "bold":
      return paint.bold(inside());
    case "italic":
      return paint.italic(inside());
    case "both":
      return paint.bold(paint.italic(inside()));
    case "struck":
      return paint.struck(inside());
    case "link":
      return linked(token, options);
    default:
      return token satisfies never;
  }
}

/** Renders emphasis, code and links of a complete line. */
export function wholeInline(text: Safe, options: InlineOptions): Safe {
  return renderInline(withoutCitations(text), 0, { ...options, isWhole: true }).text;
}

/** The address is always visible, since the text may claim anything. */
function linked({ text, address }: Extract<Token, { type: "link" }>, options: InlineOptions): Safe {
  const { paint, fileAddress } = options;
  const isWeb = /^https?:\/\//.test(address);
  const target = isWeb ? encodeURI(decodeOnce(address)) : fileAddress(address);
  const shown = stillSafe(address);
  const linkedAddress = target === undefined ? shown : paint.link(paint.underline(shown), target);
  if (text === "" || text === address) return linkedAddress;
  const label = wholeInline(text, options);
  return safe`${label} ${paint.dim(safe`(${linkedAddress})`)}`;
}

function decodeOnce(address: string): string {
  try {
    return decodeURI(address);
  } catch {
    return address.replace(/[^\x21-\x7e]/g, "");
  }
}

/** Rewrites a citation as code with a file name and line, which is then handled like other code. */
function withoutCitations(text: Safe): Safe {
  return text.includes("【") ? stillSafe(text.replace(new RegExp(CITED.source, "gu"), "`$1:$2`")) : text;
}
