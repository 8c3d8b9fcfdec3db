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
  /** Gives up a write that the peer does not take. */
  destroy?(): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
}

/** Messages as lines over two streams: a child's stdio, our own, a socket. */
export function streamTransport(options: {
  readonly readable: ByteSource;
  readonly writable: ByteSink;
  /** The longest message that is read, in characters. Default: 64 Mi. */
  readonly maxLineLength?: number;
  /** See `Transport`. With Node's `setImmediate`, all messages of a round of its event loop are one write. */
  readonly gather?: Transport["gather"];
}): Transport {
  const { readable, writable, gather } = options;
  // A broken pipe reaches the writer through `done`. Without a listener, Node would end the process as well.
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

/** In characters. The bytes of a longer message are never in memory all at once. */
const PIECE_LENGTH = 64 * 1024;

/**
 * What is written one after the other: short messages together, a long one in pieces. Not `piecesOf` of `@codex/slices`: this package is
 * not bundled, so that browsers can use it, and that one is not published.
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

/** Whether the two halves of a character are on either side: apart, neither has a form in UTF-8. */
function splitsCharacter(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  return before >= 0xd800 && before < 0xdc00;
}

async function* readLines(readable: ByteSource, maxLineLength: number | undefined): AsyncGenerator<Incoming, void> {
  const decoder = new LineDecoder(maxLineLength);
  for await (const chunk of readable) yield* decoder.push(chunk);
  yield* decoder.end();
}
