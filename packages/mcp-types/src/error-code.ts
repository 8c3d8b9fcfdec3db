/** JSON-RPC error codes and those that MCP adds. Without schemas, so that importing them is cheap. */
export const ErrorCode = {
  /** The line is not JSON. */
  parseError: -32700,
  /** JSON, but not a request, or not one that may be sent now. */
  invalidRequest: -32600,
  /** The method is not supported. */
  methodNotFound: -32601,
  /** The params of a known method are invalid. */
  invalidParams: -32602,
  /** The receiver failed; the sender did nothing wrong. */
  internalError: -32603,
  /** The receiver is overloaded; try again later. */
  serverBusy: -32000,
  /** The receiver does not support the version in the `MCP-Protocol-Version` header; `data.supported` lists those that it does. */
  unsupportedProtocolVersion: -32022,
  /** The resource that `resources/read` names does not exist. */
  resourceNotFound: -32002,
  /** The request can be repeated after the user has opened the URLs in `data.elicitations` (2025-11-25). */
  urlElicitationRequired: -32042,
} as const;
export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode];
