import { parseParams, RpcError } from "@codex/jsonrpc";
import type { ClientCapabilities } from "@codex/mcp-types/capabilities";
import { ErrorCode } from "@codex/mcp-types/error-code";
import { InitializeRequestParamsSchema, type InitializeResult } from "@codex/mcp-types/initialize";
import { negotiateProtocolVersion } from "@codex/mcp-types/protocol-version";

/** The handshake: what the client said of itself. */
export interface Initializer {
  initialize(params: unknown): InitializeResult;
  /** Empty before `initialize`. */
  readonly clientCapabilities: ClientCapabilities;
}

export function createInitializer(version: string): Initializer {
  let capabilities: ClientCapabilities | undefined;
  return {
    get clientCapabilities() {
      return capabilities ?? {};
    },
    initialize(params) {
      if (capabilities !== undefined) {
        throw new RpcError(ErrorCode.invalidRequest, "initialize called more than once");
      }
      const request = parseParams(InitializeRequestParamsSchema, params);
      capabilities = request.capabilities;
      return {
        protocolVersion: negotiateProtocolVersion(request.protocolVersion),
        capabilities: { tools: { listChanged: true } },
        serverInfo: { name: "codex-mcp-server", title: "Codex", version },
      };
    },
  };
}
