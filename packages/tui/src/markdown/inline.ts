import { EMPTY, type Safe } from "../text/safe.js";
import type { Paint } from "../text/theme.js";

export interface InlineOptions {
  readonly paint: Paint;
  /** A link for the name of a file, with a line of it maybe; undefined for what is none. */
  readonly fileAddress: (name: string, line?: number) => string | undefined;
}

export interface Inline {
  readonly text: Safe;
  /** Up to there the text is rendered; what follows may still be changed by a mark that is to come. */
  readonly end: number;
}

/** What stays open for longer is no mark. */
const MAX_OPEN = 2_000;

/**
 * Emphasis, code and links of one line, from an index on. While more of the line is to come (`isWhole` false), what an
 * open mark may still change is left.
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
    // Behind the last character another may come that makes it something else: `**` after `*`.
    if (mayChange && (token === undefined ? mayBecomeToken(text, found) : token.end === text.length)) {
      return { text: out as Safe, end: found };
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
  return { text: out as Safe, end: text.length };
}

const MARK = /[*_`~[!\\<h]/g;

/** Where the next character is that may begin something. */
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

/** Texts and addresses have limits, so that what only looks like many links takes no longer than other text. */
const LINK =
  /!?\[([^\]]{0,500})\]\(<?([^\s()>]{0,2000}(?:\([^\s()]{0,500}\)[^\s()]{0,500}){0,20})>?(?:\s{1,20}"[^"]{0,500}")?\)/uy;
const BARE = /<?(https?:\/\/[^\s<>"'`\\^{|}]*[^\s<>"'`\\^{|}.,;:!?)\]*_])>?/uy;
/** How some models name a line of a file. */
const CITED = /【F:([^†】]{1,300})†L(\d{1,7})[^】]{0,20}】/uy;

function tokenAt(text: string, at: number): Token | undefined {
  for (const [type, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null) return { type, text: (match[1] ?? "") as Safe, end: pattern.lastIndex };
  }
  LINK.lastIndex = at;
  const link = LINK.exec(text);
  if (link !== null)
    return { type: "link", text: (link[1] ?? "") as Safe, address: link[2] ?? "", end: LINK.lastIndex };
  BARE.lastIndex = at;
  const bare = BARE.exec(text);
  if (bare !== null) return { type: "link", text: EMPTY, address: bare[1] ?? "", end: BARE.lastIndex };
  return undefined;
}

/** Whether something that may come could make a token of what begins here. */
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

/** Emphasis, code and links of a line that is whole. */
export function wholeInline(text: Safe, options: InlineOptions): Safe {
  return renderInline(withoutCitations(text), 0, { ...options, isWhole: true }).text;
}

/** The address is always seen: the text alone may claim anything. */
function linked({ text, address }: Extract<Token, { type: "link" }>, options: InlineOptions): Safe {
  const { paint, fileAddress } = options;
  const isWeb = /^https?:\/\//.test(address);
  const target = isWeb ? encodeURI(decodeOnce(address)) : fileAddress(address);
  const shown = address as Safe;
  const linkedAddress = target === undefined ? shown : paint.link(paint.underline(shown), target);
  if (text === "" || text === address) return linkedAddress;
  const label = wholeInline(text, options);
  return `${label} ${paint.dim(`(${linkedAddress})` as Safe)}` as Safe;
}

function decodeOnce(address: string): string {
  try {
    return decodeURI(address);
  } catch {
    return address.replace(/[^\x21-\x7e]/g, "");
  }
}

/** A citation becomes a name with a line, which the rest then treats like any code. */
function withoutCitations(text: Safe): Safe {
  return text.includes("【") ? (text.replace(new RegExp(CITED.source, "gu"), "`$1:$2`") as Safe) : text;
}
