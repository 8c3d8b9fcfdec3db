/** The first value of `section.key` or `section.subsection.key` in the text of a Git configuration file. */
export function gitConfigValue(text: string, name: string): string | undefined {
  const lastDot = name.lastIndexOf(".");
  const wantedSection = name.slice(0, lastDot);
  const wantedKey = name.slice(lastDot + 1).toLowerCase();
  let section: string | undefined;
  // A backslash at the end of a line joins it with the next.
  for (const line of text.replace(/\\\r?\n/g, "").split("\n")) {
    const header = /^\s*\[([\w.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\]/.exec(line);
    if (header !== null) {
      const subsection = header[2]?.replace(/\\(.)/g, "$1");
      const main = (header[1] ?? "").toLowerCase();
      section = subsection === undefined ? main : `${main}.${subsection}`;
    }
    if (section !== wantedSection) continue;
    const entry = /^\s*(?:\[[^\]]*\]\s*)?([A-Za-z][\w-]*)\s*=(.*)$/s.exec(line);
    if (entry?.[1]?.toLowerCase() === wantedKey) return unquote(entry[2] ?? "");
  }
  return undefined;
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", b: "\b" };

/** Removes quotes, escapes and a trailing comment from a value. */
function unquote(value: string): string {
  let text = "";
  let quoted = false;
  for (let index = 0; index < value.length; index++) {
    const character = value.charAt(index);
    if (character === '"') quoted = !quoted;
    else if (character === "\\") {
      const next = value.charAt(++index);
      text += escapes[next] ?? next;
    } else if (!quoted && (character === "#" || character === ";")) break;
    else text += character;
  }
  return text.trim();
}
