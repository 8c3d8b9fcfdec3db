import { ServerCapabilitiesSchema } from "@codex/mcp-types";
import { LATEST_PROTOCOL_VERSION, SUPPORTED_PROTOCOL_VERSIONS } from "@modelcontextprotocol/client";
import { isObject, type JsonObject } from "./json-object.js";

/**
 * Reads the handshake leniently: `null` means absent, a missing name becomes "unnamed", and an unknown version becomes the nearest known
 * one. Anything else that the server lacks shows up in the request that needs it.
 */
export function repairInitializeResult(result: JsonObject): Record<string, unknown> {
  const { instructions } = result;
  return {
    protocolVersion: knownVersion(result["protocolVersion"]),
    capabilities: capabilities(result["capabilities"]),
    serverInfo: serverInfo(result["serverInfo"]),
    ...(typeof instructions === "string" ? { instructions } : {}),
  };
}

/** Versions are dates, so text order is their order. */
function knownVersion(version: unknown): string {
  const oldestFirst = [...SUPPORTED_PROTOCOL_VERSIONS].sort();
  if (typeof version !== "string") return LATEST_PROTOCOL_VERSION;
  return oldestFirst.findLast((known) => known <= version) ?? oldestFirst[0] ?? LATEST_PROTOCOL_VERSION;
}

function capabilities(value: unknown): Record<string, unknown> {
  const whole = ServerCapabilitiesSchema.safeParse(withoutNulls(value));
  if (whole.success) return whole.data;
  // A server with invalid capabilities is still asked for its tools.
  return { tools: {} };
}

function serverInfo(value: unknown): { name: string; version: string; title?: string } {
  const { name, version, title } = isObject(value) ? value : {};
  return {
    name: typeof name === "string" ? name : "unnamed",
    version: typeof version === "string" ? version : "unknown",
    ...(typeof title === "string" ? { title } : {}),
  };
}

function withoutNulls(value: unknown): JsonObject {
  const entries = Object.entries(isObject(value) ? value : {}).filter(([, entry]) => entry !== null);
  return Object.fromEntries(entries.map(([key, entry]) => [key, isObject(entry) ? withoutNulls(entry) : entry]));
}
