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
    send: (messages) =>
      new Promise((resolve, reject) => {
        writing = true;
        writable.write(linesOf(messages, writable), (error) => {
          writing = false;
          if (error) reject(error);
          else resolve();
        });
      }),
    close: async () => {
      if (writing) writable.destroy?.();
      else writable.end();
      readable.destroy?.();
    },
  };
}

/** In characters. */
const LONG_MESSAGE = 64 * 1024;

/** A long message goes out before its end: joined with it, it would be in memory once more. */
function linesOf(messages: readonly OutgoingText[], writable: ByteSink): string {
  const [first] = messages;
  if (messages.length > 1 || first === undefined || first.text.length < LONG_MESSAGE)
    return [...messages.map(({ text }) => text), ""].join("\n");
  writable.write(first.text, () => {});
  return "\n";
}

async function* readLines(readable: ByteSource, maxLineLength: number | undefined): AsyncGenerator<Incoming, void> {
  const decoder = new LineDecoder(maxLineLength);
  for await (const chunk of readable) yield* decoder.push(chunk);
  yield* decoder.end();
}
