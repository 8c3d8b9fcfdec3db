import type { RequestId } from "@codex/mcp-types/json-rpc";
import type { Connection } from "./connection.js";
import type { Encoder } from "./outgoing-message.js";
import type { RpcError } from "./rpc-error.js";
import type { Transport } from "./transport.js";

/** What a handler gets besides the params. */
export interface RequestContext {
  readonly id: RequestId;
  readonly method: string;
  /** Aborted when the peer cancels the request or disconnects. */
  readonly signal: AbortSignal;
  readonly connection: Connection;
  /**
   * Runs an action once the answer has been sent, such as notifying about what the request has started. Actions run in the order of the
   * calls.
   */
  afterAnswer(action: () => void): void;
}

/**
 * Answers a request with its result. If it throws an `RpcError`, that is the answer; any other error is a bug of ours and becomes -32603.
 */
export type RequestHandler = (params: unknown, context: RequestContext) => unknown;

/** Handles a notification. If it throws, that is reported as a problem. */
export type NotificationHandler = (method: string, params: unknown, connection: Connection) => unknown;

/** A problem that is not reported to any caller; for logs. */
export type Problem =
  | { readonly type: "malformed-message"; readonly error: RpcError }
  | { readonly type: "unexpected-answer"; readonly id: RequestId | undefined; readonly error?: RpcError | undefined }
  | { readonly type: "handler-failed"; readonly method: string; readonly error: unknown }
  | { readonly type: "unsendable-notification"; readonly method: string; readonly error: unknown };

/** Why a connection is over: the peer disconnected, we did, or the line broke. */
export type CloseReason =
  | { readonly type: "peer-ended" }
  | { readonly type: "closed" }
  | { readonly type: "failed"; readonly error: unknown };

export interface ConnectionOptions {
  readonly transport: Transport;
  /** Finds the handler of a method. Default, and if it returns `undefined`: -32601. */
  readonly findHandler?: (method: string) => RequestHandler | undefined;
  readonly onNotification?: NotificationHandler;
  readonly onProblem?: (problem: Problem) => void;
  /** How many characters the peer may leave unread before the connection is closed. Default: 64 Mi. */
  readonly maxUnsentLength?: number;
  /** How many of the peer's requests may run at once; more are answered with -32000. Default: 1000. */
  readonly maxRunningRequests?: number;
  /** Whether the peer may repeat a running request, which is then answered once. Default: an id in use is refused with -32600. */
  readonly mayRepeat?: boolean;
  /**
   * How long running requests may continue after the peer has disconnected, and how long writing the rest may take, in milliseconds.
   * Default: 500.
   */
  readonly drainTimeoutMs?: number;
  /** Whether our messages contain `"jsonrpc": "2.0"`. Default: true. Some protocols leave it out; the peer's messages never need it. */
  readonly writesVersion?: boolean;
  /** Encodes our messages as JSON; returns a promise if that takes long. Default: `JSON.stringify`. */
  readonly encode?: Encoder;
  /** Called for each long message that is being written. All later messages wait for it. */
  readonly onLongWrite?: (written: Promise<void>) => void;
  /** Whether to tell the peer, like MCP, that one of our requests has been cancelled. Default: true. */
  readonly announcesCancellation?: boolean;
}

/** How one of our messages is sent. */
export interface SendOptions {
  /**
   * While long messages are being encoded, a message keeps its order with others on the same lane and with those on no lane. By default,
   * a message that belongs to a request of the peer, such as its answer, is on that request's lane; others are on none.
   */
  readonly lane?: unknown;
  /** The peer's request that the message belongs to, for transports with several streams, such as HTTP. */
  readonly relatesTo?: RequestId | undefined;
}

/** An encoded notification, made with `encodeMessage`. */
export interface EncodedNotification {
  readonly method: string;
  readonly text: string | Promise<string>;
}

export interface CallOptions extends SendOptions {
  /** Cancels the request and tells the peer. */
  readonly signal?: AbortSignal | undefined;
  /** Called with the id of the request. */
  readonly onSent?: ((id: RequestId) => void) | undefined;
}
