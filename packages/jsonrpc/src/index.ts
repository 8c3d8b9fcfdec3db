// The public API: additions need a minor version, removals a major one.

export { Channel } from "./channel.js";
export { Connection } from "./connection.js";
export { ConnectionError, type ConnectionErrorCode, isStall } from "./connection-error.js";
export type {
  CallOptions,
  CloseReason,
  ConnectionOptions,
  EncodedNotification,
  NotificationHandler,
  Problem,
  RequestContext,
  RequestHandler,
  SendOptions,
} from "./connection-options.js";
export { type IncomingMessage, readMessage } from "./incoming-message.js";
export { DEFAULT_MAX_LINE_LENGTH, LineDecoder } from "./line-decoder.js";
export { memoryTransportPair } from "./memory-transport.js";
export { messagePortTransport, type Port } from "./message-port-transport.js";
export {
  type Caller,
  createCaller,
  type Handlers,
  type MethodTable,
  type Params,
  parseParams,
  type Result,
  type Schema,
  serveTable,
} from "./method-table.js";
export { type Encoder, encodeMessage } from "./outgoing-message.js";
export { RpcError } from "./rpc-error.js";
export { type ByteSink, type ByteSource, streamTransport } from "./stream-transport.js";
export type { Incoming, OutgoingText, Transport } from "./transport.js";
