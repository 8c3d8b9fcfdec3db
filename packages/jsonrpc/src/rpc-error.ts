import type { JSONRPCErrorError } from "@codex/mcp-types/json-rpc";

/** An error in wire format: thrown by handlers to answer with it, and by `request` if the peer answers with one. */
export class RpcError extends Error {
  override readonly name = "RpcError";
  /** See `ErrorCode` in `@codex/mcp-types`. */
  readonly code: number;
  /** Details for a program. */
  readonly data: unknown;

  constructor(code: number, message: string, options: ErrorOptions & { readonly data?: unknown } = {}) {
    super(message, options);
    this.code = code;
    this.data = options.data;
  }

  toWire(): JSONRPCErrorError {
    return { code: this.code, message: this.message, ...(this.data === undefined ? {} : { data: this.data }) };
  }
}
