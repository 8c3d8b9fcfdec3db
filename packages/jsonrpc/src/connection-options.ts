import type { RequestId } from "@codex/mcp-types/json-rpc";
import type { Connection } from "./connection.js";
import type { Encoder } from "./outgoing-message.js";
import type { RpcError } from "./rpc-error.js";
import type { Transport } from "./transport.js";

/** What a handler knows besides the params. */
export interface RequestContext {
  readonly id: RequestId;
  readonly method: string;
  /** Aborted when the peer cancels the request or hangs up. */
  readonly signal: AbortSignal;
  readonly connection: Connection;
  /** Does something once the answer is on its way, as telling what the request has begun: in the order of the calls. */
  afterAnswer(action: () => void): void;
}

/**
 * Answers a request with its result. It may throw an `RpcError` to answer with that; anything else that it throws is
 * our own fault and becomes -32603.
 */
export type RequestHandler = (params: unknown, context: RequestContext) => unknown;

/** Takes a notification. What it throws is reported as a problem. */
export type NotificationHandler = (method: string, params: unknown, connection: Connection) => unknown;

/** Something that went wrong and that no caller hears of otherwise; for logs. */
export type Problem =
  | { readonly type: "malformed-message"; readonly error: RpcError }
  | { readonly type: "unexpected-answer"; readonly id: RequestId | undefined; readonly error?: RpcError | undefined }
  | { readonly type: "handler-failed"; readonly method: string; readonly error: unknown }
  | { readonly type: "unsendable-notification"; readonly method: string; readonly error: unknown };

/** Why a connection is over: the peer hung up, we did, or the line broke. */
export type CloseReason =
  | { readonly type: "peer-ended" }
  | { readonly type: "closed" }
  | { readonly type: "failed"; readonly error: unknown };

export interface ConnectionOptions {
  readonly transport: Transport;
  /** Finds who serves a method. Default, and for `undefined`: -32601. */
  readonly findHandler?: (method: string) => RequestHandler | undefined;
  readonly onNotification?: NotificationHandler;
  readonly onProblem?: (problem: Problem) => void;
  /** How much may wait to be read by the peer before the connection is given up, in characters. Default: 64 Mi. */
  readonly maxUnsentLength?: number;
  /** How many of the peer's requests may run at once; more are answered with -32000. Default: 1000. */
  readonly maxRunningRequests?: number;
  /** The peer may send a request again while it runs, which is answered once. Default: an id in use is refused with -32600. */
  readonly mayRepeat?: boolean;
  /**
   * How long running requests may go on after the peer has hung up, and how long it may take to write what is left, in
   * milliseconds. Default: 500.
   */
  readonly drainTimeoutMs?: number;
  /**
   * Whether our messages say `"jsonrpc": "2.0"`. Default: true. Some protocols leave it out; it is never asked of the peer's.
   */
  readonly writesVersion?: boolean;
  /** Makes the JSON of our messages; a promise where it takes long. Default: `JSON.stringify`. */
  readonly encode?: Encoder;
  /** Told of each long message that is being written, which all that come after it wait for. */
  readonly onLongWrite?: (written: Promise<void>) => void;
  /** Whether the peer is told, as MCP does, that a request of ours is given up. Default: true. */
  readonly announcesCancellation?: boolean;
}

/** How a message of ours goes out. */
export interface SendOptions {
  /**
   * What it keeps its order with, where long messages take a while to be made: others on the same lane, and all that are on none. A message
   * that belongs to a request of the peer is on the lane of that request by default, as its answer is; any other on none.
   */
  readonly lane?: unknown;
  /** The peer's request that the message belongs to. It matters to transports with several lines, as HTTP is. */
  readonly relatesTo?: RequestId | undefined;
}

/** A notification as it goes out, made with `encodeMessage`. */
export interface EncodedNotification {
  readonly method: string;
  readonly text: string | Promise<string>;
}

export interface CallOptions extends SendOptions {
  /** Gives the request up and tells the peer so. */
  readonly signal?: AbortSignal | undefined;
  /** Told the id that the request goes out with. */
  readonly onSent?: ((id: RequestId) => void) | undefined;
}
