import { parse } from "smol-toml";
import { CodexError } from "../error.js";

/** One `-c key=value`: a dotted key and a TOML (or JSON) value. */
export type CliOverride = readonly [key: string, value: unknown];

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
