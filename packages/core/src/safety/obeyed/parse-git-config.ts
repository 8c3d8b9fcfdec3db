/** One setting of a Git configuration file. */
export interface GitSetting {
  /** Section, subsection and key; section and key in lower case: `remote.origin.url`. */
  readonly name: string;
  readonly value: string;
}

const HEADER = /^\s*\[([\w.-]+)(?:[ \t]+"((?:[^"\\]|\\.)*)")?\]/;
const KEY = /^\s*([a-zA-Z][\w-]*)[ \t]*(=|(?=[#;]|$))/;
const BLANK: ReadonlySet<string> = new Set([" ", "\t", "\r"]);
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", b: "\b" };

/**
 * All settings of a file, however they are written: with escapes, quotes and comments, over several lines, after their section's header.
 * Git fails at a line that it does not accept; here, the others still count.
 */
export function settingsOf(text: string): GitSetting[] {
  const settings: GitSetting[] = [];
  const lines = text.replace(/^\uFEFF/, "").split("\n");
  let section: string | undefined;
  for (let at = 0; at < lines.length; at++) {
    let line = (lines[at] ?? "").replace(/\r$/, "");
    const header = HEADER.exec(line);
    if (header !== null) {
      section = sectionOf(header[1] ?? "", header[2]);
      line = line.slice(header[0].length);
    }
    if (/^\s*([#;]|$)/.test(line)) continue;
    const key = KEY.exec(line);
    if (key === null || section === undefined) continue;
    const name = `${section}.${key[1]?.toLowerCase()}`;
    if (key[2] !== "=") {
      settings.push({ name, value: "true" });
      continue;
    }
    const { value, more } = readValue(line.slice(key[0].length), lines, at + 1);
    at += more;
    settings.push({ name, value });
  }
  return settings;
}

function sectionOf(name: string, subsection: string | undefined): string {
  const parts = [name.toLowerCase(), subsection?.replace(/\\(.)/g, "$1")];
  return parts.filter((part) => part !== undefined).join(".");
}

/** A value and how many lines it takes in addition. Blanks at its end, and comments, count only within quotes. */
function readValue(first: string, lines: readonly string[], next: number) {
  let rest = first.trimStart();
  let value = "";
  let end = 0;
  let isQuoted = false;
  let more = 0;
  for (let at = 0; at < rest.length; at++) {
    const char = rest[at] ?? "";
    if (char === "\0" || (!isQuoted && (char === ";" || char === "#"))) break;
    const isLast = at === rest.length - 1;
    if (char === "\\" && isLast) {
      rest = (lines[next + more] ?? "").replace(/\r$/, "");
      more++;
      at = -1;
    } else if (char === "\\") {
      const escaped = rest[++at] ?? "";
      value += ESCAPES[escaped] ?? escaped;
      end = value.length;
    } else {
      if (char === '"') isQuoted = !isQuoted;
      else value += char;
      if (isQuoted || !BLANK.has(char)) end = value.length;
    }
  }
  return { value: value.slice(0, end), more };
}
