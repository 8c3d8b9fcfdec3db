import { LineDecoder } from "./line-decoder.js";
import type { Incoming, OutgoingText, Transport } from "./transport.js";

/** The part of a Node `Readable` that is used. A web `ReadableStream` fits too. */
export interface ByteSource {
  [Symbol.asyncIterator](): AsyncIterator<Uint8Array | string>;
  /** Ends an iteration that waits for more. */
  destroy?(): unknown;
}

/** The part of a Node `Writable` that is used. */
export interface ByteSink {
  write(text: string, done: (error?: Error | null) => void): unknown;
  end(): unknown;
  /** Aborts a write that the peer does not accept. */
  destroy?(): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
}

/** Messages as lines over two streams: a child's stdio, our own, a socket. */
export function streamTransport(options: {
  readonly readable: ByteSource;
  readonly writable: ByteSink;
  /** The longest message that is accepted, in characters. Default: 64 Mi. */
  readonly maxLineLength?: number;
  /** See `Transport`. With Node's `setImmediate`, all messages of one round of its event loop share a write. */
  readonly gather?: Transport["gather"];
}): Transport {
  const { readable, writable, gather } = options;
  // `done` reports a broken pipe to the writer. Without a listener, Node would also end the process.
  writable.on("error", () => {});
  let writing = false;
  return {
    incoming: readLines(readable, options.maxLineLength),
    gather,
    send: async (messages) => {
      writing = true;
      for (const piece of piecesOf(messages)) await write(writable, piece);
      writing = false;
    },
    close: async () => {
      if (writing) writable.destroy?.();
      else writable.end();
      readable.destroy?.();
    },
  };
}

function write(writable: ByteSink, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    writable.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

/** In characters. A longer message is never in memory as bytes all at once. */
const PIECE_LENGTH = 64 * 1024;

/**
 * The chunks to write: short messages together, a long one in pieces. Not `piecesOf` of `@codex/slices`, which is not published: this
 * package is not bundled, so that browsers can use it.
 */
function* piecesOf(messages: readonly OutgoingText[]): Generator<string, void> {
  const [first] = messages;
  if (messages.length > 1 || first === undefined) {
    yield [...messages.map(({ text }) => text), ""].join("\n");
    return;
  }
  const { text } = first;
  let at = 0;
  while (text.length - at > PIECE_LENGTH) {
    const end = at + PIECE_LENGTH + (splitsCharacter(text, at + PIECE_LENGTH) ? 1 : 0);
    yield text.slice(at, end);
    at = end;
  }
  yield `${text.slice(at)}\n`;
}

/** Whether the offset is between the halves of a surrogate pair, which cannot be encoded separately. */
function splitsCharacter(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  return before >= 0xd800 && before < 0xdc00;
}

async function* readLines(readable: ByteSource, maxLineLength: number | undefined): AsyncGenerator<Incoming, void> {
  const decoder = new LineDecoder(maxLineLength);
  for await (const chunk of readable) yield* decoder.push(chunk);
  yield* decoder.end();
}
