import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { Channel, type Incoming, type OutgoingText, type Transport } from "@codex/jsonrpc";
import { InitializeResultSchema } from "@codex/mcp-types/initialize";
import type { RequestId } from "@codex/mcp-types/json-rpc";
import * as z from "zod/mini";
import { EventStream, parseEventId } from "./event-stream.js";

/** How many ended streams are kept for clients that lost the connection just before the end. */
const MAX_ENDED = 32;
/** The first version whose clients understand an event without data. */
const PRIMING_SINCE = "2025-11-25";
/** How many messages may wait for the server. */
const INCOMING_CAPACITY = 1_000;

const InitializeAnswerSchema = z.object({ result: InitializeResultSchema });

/** One HTTP client as a transport: each of its requests has an event stream for related messages, and one stream carries the rest. */
export class HttpSession implements Transport {
  /** Together with the token, it identifies the client: it must be secret. */
  readonly id = randomUUID();
  readonly incoming = new Channel<Incoming>(INCOMING_CAPACITY);
  readonly #rest = new EventStream();
  /** Streams of requests, oldest first. */
  readonly #streams = new Map<RequestId, EventStream>();
  readonly #ended: EventStream[] = [];
  #version: string | undefined;
  #closed = false;
  #usedAt = Date.now();

  get isClosed(): boolean {
    return this.#closed;
  }

  /** When the client was last connected, in milliseconds since 1970. */
  get usedAt(): number {
    return this.#usedAt;
  }

  /** Accepts a message that gets no answer. */
  receive(text: string): void {
    this.#usedAt = Date.now();
    void this.incoming.push({ type: "text", text });
  }

  /** Accepts a request; related messages go to `response`. Returns false if its id is in use. */
  receiveRequest(id: RequestId, text: string, response: ServerResponse): boolean {
    if (this.#streams.has(id)) return false;
    const stream = new EventStream();
    this.#streams.set(id, stream);
    stream.attach(response, { primes: this.#primes });
    this.receive(text);
    return true;
  }

  /**
   * Sends messages that belong to no request to `response`, or those that an earlier response missed. Returns false if there is no such
   * event.
   */
  listen(response: ServerResponse, lastEventId: string | undefined): boolean {
    this.#usedAt = Date.now();
    if (lastEventId === undefined) {
      this.#rest.attach(response, { primes: this.#primes });
      return true;
    }
    const event = parseEventId(lastEventId);
    const streams = [this.#rest, ...this.#streams.values(), ...this.#ended];
    const stream = streams.find(({ key }) => key === event?.key);
    if (event === undefined || stream === undefined) return false;
    stream.attach(response, { after: event.number, primes: this.#primes });
    return true;
  }

  async send(messages: readonly OutgoingText[]): Promise<void> {
    for (const { text, relatesTo, isAnswer } of messages) {
      const stream = relatesTo === undefined ? undefined : this.#streams.get(relatesTo);
      await (stream ?? this.#rest).send(text);
      if (relatesTo === undefined || isAnswer !== true) continue;
      this.#version ??= versionIn(text);
      this.#end(relatesTo);
      // A client that did not get the answer to `initialize` never returns.
      if (this.#version === undefined) this.incoming.close();
    }
  }

  forget(request: RequestId): void {
    this.#end(request);
  }

  /** Pings connected clients. */
  ping(): void {
    const attached = [this.#rest, ...this.#streams.values()].filter((stream) => stream.isAttached);
    for (const stream of attached) stream.ping();
    if (attached.length > 0) this.#usedAt = Date.now();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.incoming.close();
    for (const stream of [this.#rest, ...this.#streams.values()]) stream.end();
    this.#streams.clear();
  }

  get #primes(): boolean {
    return this.#version !== undefined && this.#version >= PRIMING_SINCE;
  }

  #end(request: RequestId): void {
    const stream = this.#streams.get(request);
    if (stream === undefined) return;
    stream.end();
    this.#streams.delete(request);
    this.#ended.push(stream);
    if (this.#ended.length > MAX_ENDED) this.#ended.shift();
    this.#usedAt = Date.now();
  }
}

/** The version negotiated by the answer to `initialize`, the first answer of a session. */
function versionIn(answer: string): string | undefined {
  return InitializeAnswerSchema.safeParse(JSON.parse(answer)).data?.result.protocolVersion;
}
