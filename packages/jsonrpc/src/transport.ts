import type { RequestId } from "@codex/mcp-types/json-rpc";

/** The text of an incoming message, or a notice that one was too long. */
export type Incoming =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "too-long"; readonly limit: number };

/** One message on its way to the peer. */
export interface OutgoingText {
  readonly text: string;
  /** The peer's request that it belongs to, by which a transport with several streams chooses one. */
  readonly relatesTo?: RequestId | undefined;
  /** It is the answer to that request, which ends with it. */
  readonly isAnswer?: boolean | undefined;
}

/**
 * Carries the texts of messages between two peers, in order. A `Connection` is its only user: one reader, one writer.
 */
export interface Transport {
  /** Ends when the peer disconnects; throws if the line breaks. */
  readonly incoming: AsyncIterable<Incoming>;
  /** Resolves when more can be sent, rejects if the line is broken. Called again only after that. */
  send(messages: readonly OutgoingText[]): Promise<void>;
  /** Calls back once, when all messages for one write have been collected. Default: at the end of the current job. */
  readonly gather?: ((then: () => void) => void) | undefined;
  /** Called when a request of the peer gets no answer because it was cancelled. */
  forget?(request: RequestId): void;
  /** Disconnects: sent messages still arrive, and `incoming` ends. Never rejects; may be called twice. */
  close(): Promise<void>;
}
