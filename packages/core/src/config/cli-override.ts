import { parse } from "smol-toml";
import { CodexError } from "../error.js";
import type { CliOverride } from "./config.js";

/**
 * Parses the text of one `-c key=value`: the value as TOML, otherwise as a string without its surrounding quotes.
 * @throws CodexError `config-invalid` without a `=` or a key.
 */
export function parseCliOverride(text: string): CliOverride {
  const equals = text.indexOf("=");
  if (equals === -1) throw new CodexError("config-invalid", `-c ${text}: expected key=value`);
  const key = text.slice(0, equals).trim();
  if (key === "") throw new CodexError("config-invalid", `-c ${text}: the key is empty`);
  return [key, parseValue(text.slice(equals + 1).trim())];
}

function parseValue(text: string): unknown {
  try {
    const parsed = parse(`value = ${text}`);
    // With more than one key, the text was not a single value.
    if (Object.keys(parsed).length === 1) return parsed["value"];
  } catch {
    // If it is not TOML, the text itself is the value.
  }
  return text.replace(/^["']+|(?<!["'])["']+$/g, "");
}

/** Splits a dotted key into parts; a quoted part may contain dots. */
export function splitKeyPath(key: string): string[] {
  const parts: string[] = [];
  for (const match of key.matchAll(/\s*(?:"([^"]*)"|'([^']*)'|([^.]*))\s*(?:\.|$)/gy)) {
    if (match.index === key.length && parts.length > 0 && !key.endsWith(".")) break;
    parts.push(match[1] ?? match[2] ?? (match[3] ?? "").trim());
  }
  return parts;
}

export type Table = { [key: string]: unknown };

export function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** A copy of `table` with `value` at `path`; values on the way that are not tables are replaced. `null` removes the key. */
export function withOverride(table: Table, path: readonly string[], value: unknown): Table {
  const [head, ...rest] = path;
  if (head === undefined) return table;
  const copy: Table = Object.assign(Object.create(null), table);
  if (rest.length > 0) {
    const inner = copy[head];
    copy[head] = withOverride(isTable(inner) ? inner : {}, rest, value);
  } else if (value === null) {
    delete copy[head];
  } else {
    copy[head] = value;
  }
  return copy;
}
