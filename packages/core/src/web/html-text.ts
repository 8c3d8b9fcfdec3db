/** Elements with invisible text. */
const SILENT: ReadonlySet<string> = new Set([
  "script",
  "style",
  "template",
  "noscript",
  "svg",
  "head",
  "iframe",
  "object",
]);

/** Elements that start on a new line. */
const BLOCKS: ReadonlySet<string> = new Set(
  "address article aside blockquote br dd div dl dt figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table td th tr ul".split(
    " ",
  ),
);

const LINE_BEGINS: Readonly<Record<string, string>> = { li: "\n- ", p: "\n\n" };

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  ndash: "–",
  mdash: "—",
  hellip: "…",
  copy: "©",
};

/** The readable text of an HTML page. Headings and list items are marked; of links only the text is kept. */
export function htmlText(html: string): string {
  let text = "";
  let position = 0;
  while (position < html.length) {
    const open = html.indexOf("<", position);
    if (open === -1) break;
    text += html.slice(position, open);
    const tag = readTag(html, open);
    if (SILENT.has(tag.name) && !tag.isEnd) position = endOf(html, tag);
    else position = tag.end;
    text += textOf(tag);
  }
  return tidyWhitespace(decoded(text + html.slice(position)));
}

interface Tag {
  readonly name: string;
  readonly isEnd: boolean;
  /** The index after the tag. */
  readonly end: number;
}

function readTag(html: string, open: number): Tag {
  if (html.startsWith("<!--", open)) return { name: "!--", isEnd: false, end: after(html, "-->", open + 4) };
  const isEnd = html[open + 1] === "/";
  const name = /^[a-z][a-z0-9]*/i.exec(html.slice(open + (isEnd ? 2 : 1), open + 32))?.[0]?.toLowerCase() ?? "";
  // A `<` that starts no tag is text.
  if (name === "" && html[open + 1] !== "!") return { name: "<", isEnd, end: open + 1 };
  return { name, isEnd, end: after(html, ">", open) };
}

function endOf(html: string, { name, end }: Tag): number {
  const close = new RegExp(`</${name}\\b`, "gi");
  close.lastIndex = end;
  const found = close.exec(html);
  return found === null ? html.length : after(html, ">", found.index);
}

function after(html: string, mark: string, from: number): number {
  const found = html.indexOf(mark, from);
  return found === -1 ? html.length : found + mark.length;
}

/** The replacement for a tag. */
function textOf({ name, isEnd }: Tag): string {
  if (name === "<") return name;
  if (!BLOCKS.has(name)) return "";
  if (isEnd) return "\n";
  const heading = /^h([1-6])$/.exec(name)?.[1];
  return heading === undefined ? (LINE_BEGINS[name] ?? "\n") : `\n${"#".repeat(Number(heading))} `;
}

function decoded(text: string): string {
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{1,8});/gi, (whole, name: string) => {
    if (!name.startsWith("#")) return ENTITIES[name.toLowerCase()] ?? whole;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** Collapses empty lines to one, and trims lines. */
function tidyWhitespace(text: string): string {
  const lines = text.split("\n").map((line) => line.replace(/[\t\r\f ]+/g, " ").trim());
  const kept = lines.filter((line, index) => line !== "" || (index > 0 && lines[index - 1] !== ""));
  return kept.join("\n").trim();
}
