import type { RequestId } from "@codex/mcp-types/json-rpc";

/** What arrives: the text of one message, or the news that one was too long to be kept. */
export type Incoming =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "too-long"; readonly limit: number };

/** One message on its way to the peer. */
export interface OutgoingText {
  readonly text: string;
  /** The peer's request that it belongs to: a transport with several lines to the peer chooses one by it. */
  readonly relatesTo?: RequestId | undefined;
  /** It answers that request; nothing follows for it. */
  readonly isAnswer?: boolean | undefined;
}

/**
 * Carries the texts of messages between two peers, in order. A `Connection` is its only user: one reader, one writer.
 */
export interface Transport {
  /** Ends when the peer hangs up; throws when the line breaks. */
  readonly incoming: AsyncIterable<Incoming>;
  /** Resolves when the peer's side can take more, rejects when the line is broken. Called again only after that. */
  send(messages: readonly OutgoingText[]): Promise<void>;
  /** Calls back, once, when those messages have come that are to leave in one write. Default: at the end of the running job. */
  readonly gather?: ((then: () => void) => void) | undefined;
  /** A request of the peer will get no answer, because it was cancelled. */
  forget?(request: RequestId): void;
  /** Hangs up: what was sent still arrives, `incoming` ends. Never rejects; may be called twice. */
  close(): Promise<void>;
}
