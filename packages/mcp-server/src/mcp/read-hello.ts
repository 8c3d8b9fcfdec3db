import type { InitializeRequestParams } from "@codex/mcp-types/initialize";

/** What is needed of a client's `initialize`. */
export type Hello = Pick<InitializeRequestParams, "protocolVersion" | "capabilities">;

/**
 * Reads the params of `initialize`. What most clients send is known to fit without the schemas: to load and make them would be
 * a quarter of the answer's time.
 * @throws RpcError invalid params.
 */
export async function readHello(params: unknown): Promise<Hello> {
  if (isPlainHello(params)) return params;
  const { parseParams } = await import("@codex/jsonrpc");
  const { InitializeRequestParamsSchema } = await import("@codex/mcp-types/initialize");
  return parseParams(InitializeRequestParamsSchema, params);
}

/** A name, a version and capabilities without settings but for `listChanged` of the roots: what every schema of them takes. */
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
