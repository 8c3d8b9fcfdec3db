import type { InitializeRequestParams } from "@codex/mcp-types/initialize";

/** The relevant part of a client's `initialize`. */
export type Hello = Pick<InitializeRequestParams, "protocolVersion" | "capabilities">;

/**
 * Reads the params of `initialize`. Those of most clients are recognized as valid without the schemas: loading and creating them would take
 * a quarter of the response time.
 * @throws RpcError invalid params.
 */
export async function readHello(params: unknown): Promise<Hello> {
  if (isPlainHello(params)) return params;
  const { parseParams } = await import("@codex/jsonrpc");
  const { InitializeRequestParamsSchema } = await import("@codex/mcp-types/initialize");
  return parseParams(InitializeRequestParamsSchema, params);
}

/** A name, a version and capabilities without settings except `listChanged` of the roots, which all of their schemas accept. */
export function isPlainHello(params: unknown): params is Hello {
  if (!isRecord(params) || Object.keys(params).length !== 3) return false;
  const { protocolVersion, capabilities, clientInfo } = params;
  if (typeof protocolVersion !== "string" || !isRecord(capabilities) || !isRecord(clientInfo)) return false;
  const { name, version, ...rest } = clientInfo;
  const isNamed = typeof name === "string" && typeof version === "string";
  return isNamed && Object.keys(rest).length === 0 && Object.entries(capabilities).every(isPlainCapability);
}

function isPlainCapability([name, value]: readonly [string, unknown]): boolean {
  if (!isRecord(value)) return false;
  const { listChanged, ...rest } = value;
  const isFitting = listChanged === undefined || (name === "roots" && typeof listChanged === "boolean");
  return isFitting && Object.keys(rest).length === 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
