/** What arrives: the text of one message, or the news that one was too long to be kept. */
export type Incoming =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "too-long"; readonly limit: number };

/**
 * Carries the texts of messages between two peers, in order. A `Connection` is its only user: one reader, one writer.
 */
export interface Transport {
  /** Ends when the peer hangs up; throws when the line breaks. */
  readonly incoming: AsyncIterable<Incoming>;
  /** Resolves when the peer's side can take more, rejects when the line is broken. Called again only after that. */
  send(texts: readonly string[]): Promise<void>;
  /** Hangs up: what was sent still arrives, `incoming` ends. Never rejects; may be called twice. */
  close(): Promise<void>;
}
