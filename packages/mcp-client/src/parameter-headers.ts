import type { Tool } from "@codex/mcp-types";
import { isObject } from "./json-object.js";

/** Marks a parameter whose value a call repeats as a header, for what stands between us and the server; its value names the header. */
const MARK = "x-mcp-header";
const PREFIX = "Mcp-Param-";
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;
/** What a header can carry as it is; it would lose white space around it. */
const PLAIN = /^[!-~](?:[\t -~]*[!-~])?$/;
const ENCODED = /^=\?base64\?.*\?=$/;

/** The headers of a tool call: the values of the parameters that the tool marks. Parameters that are not given have none. */
export function parameterHeaders(
  { inputSchema }: Pick<Tool, "inputSchema">,
  args: Readonly<Record<string, unknown>> = {},
): Record<string, string> {
  return Object.fromEntries(markedValues(inputSchema, args));
}

function* markedValues(schema: unknown, values: unknown): Generator<readonly [name: string, value: string]> {
  if (!isObject(schema) || !isObject(schema["properties"]) || !isObject(values)) return;
  for (const [name, property] of Object.entries(schema["properties"])) {
    if (!isObject(property) || !Object.hasOwn(values, name)) continue;
    const [header, value] = [property[MARK], headerText(values[name])];
    if (typeof header === "string" && TOKEN.test(header) && value !== undefined) yield [`${PREFIX}${header}`, value];
    yield* markedValues(property, values[name]);
  }
}

function headerText(value: unknown): string | undefined {
  const isSimple = typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
  if (!isSimple) return undefined;
  const text = String(value);
  return PLAIN.test(text) && !ENCODED.test(text) ? text : `=?base64?${Buffer.from(text).toString("base64")}?=`;
}
