import { isJsonObject } from "../json.js";
/** The front matter of a `SKILL.md`, or why there is none. */
export type FrontMatter =
  | {
      readonly ok: true;
      readonly name: string | undefined;
      readonly description: string;
      readonly shortDescription: string | undefined;
    }
  | { readonly ok: false; readonly message: string };

const MAX_NAME_LENGTH = 64;
const BLOCK = /^---[ \t]*\r?\n([\s\S]*?)(?:^|\r?\n)---[ \t]*(?:\r?\n|$)/;
/**
 * A line `key: value` that YAML would misread: the value contains a colon, starts with a reserved character, or with a bracket that closes
 * before the value ends.
 */
const PLAIN_VALUE = /^([\w-]+):[ \t]+(?![ \t])((?!["'[{|>&*!#%@`]).*:.*|[@`].*|[[{].*[^\s\]}])[ \t]*$/gm;

/**
 * Reads the block between the two `---` lines. Unquoted colons in values and unknown keys are tolerated; an absent or empty name defaults
 * to the folder's.
 */
export async function readFrontMatter(text: string): Promise<FrontMatter> {
  const { block } = splitFrontMatter(text);
  if (block === undefined) return fault("it does not begin with a block of front matter between two lines of ---");
  const fields = await parseYaml(block);
  if (fields === undefined) return fault("its front matter is no YAML");
  const name = textOf(fields["name"]);
  const description = textOf(fields["description"]);
  if (description === undefined) return fault("its front matter has no description");
  if (name !== undefined && name.length > MAX_NAME_LENGTH)
    return fault(`its name has more than ${MAX_NAME_LENGTH} characters`);
  const { metadata } = fields;
  if (metadata !== undefined && metadata !== null && !isJsonObject(metadata))
    return fault("its metadata is not a table");
  const shortDescription = isJsonObject(metadata) ? textOf(metadata["short-description"]) : undefined;
  return { ok: true, name, description, shortDescription };
}

/** Splits a text into the block between two `---` lines at its start, if any, and the rest. */
export function splitFrontMatter(text: string): { readonly block: string | undefined; readonly rest: string } {
  const found = BLOCK.exec(text);
  return { block: found?.[1], rest: text.slice(found?.[0].length ?? 0) };
}

/** Parses a YAML text into a table; undefined if it is not one. Aliases are limited, so that a small text cannot expand without bound. */
export async function parseYaml(text: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  const { parse } = await import("yaml");
  for (const source of [
    text,
    text.replace(PLAIN_VALUE, (_line, key: string, value: string) => `${key}: ${JSON.stringify(value)}`),
  ]) {
    try {
      const value: unknown = parse(source, { maxAliasCount: 20, logLevel: "error", prettyErrors: false });
      if (isJsonObject(value)) return value;
    } catch {
      // Try the lenient source, unless this was it.
    }
  }
  return undefined;
}

/** A non-empty text, on one line. */
export function textOf(value: unknown): string | undefined {
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") return undefined;
  const text = String(value).replace(/\s+/g, " ").trim();
  return text === "" ? undefined : text;
}

function fault(message: string): FrontMatter {
  return { ok: false, message };
}
