import { randomBytes } from "node:crypto";
import type { ServerResponse } from "node:http";

/** How much is kept for a client that lost its connection, in characters; beyond that, the oldest is dropped. */
const MAX_LOG_LENGTH = 4 * 1024 * 1024;
const MAX_ENDED_LOG_LENGTH = 256 * 1024;
/** How long a client may read nothing before its connection is closed, in milliseconds. */
const STALL_MS = 1_000;
/** How soon a client should reconnect, in milliseconds. */
const RETRY_MS = 1_000;

interface LoggedEvent {
  readonly number: number;
  readonly text: string;
}

/**
 * Sends messages to a client as server-sent events. It outlives the HTTP response that carries it: messages sent in between are kept, and a
 * client that returns with the id of its last event gets the rest.
 */
export class EventStream {
  /** Identifies the stream in the ids of its events. */
  readonly key = randomBytes(9).toString("base64url");
  #log: LoggedEvent[] = [];
  #logLength = 0;
  #lastNumber = 0;
  /** The last event written to a response. */
  #writtenNumber = 0;
  #response: ServerResponse | undefined;
  #ended = false;

  get isAttached(): boolean {
    return this.#response !== undefined;
  }

  /** Continues on this response, after the given event. Default: the last one sent. */
  attach(response: ServerResponse, options: { readonly after?: number; readonly primes: boolean }): void {
    const { after = this.#writtenNumber, primes } = options;
    this.#response?.end();
    this.#response = response;
    response.once("close", () => {
      if (this.#response === response) this.#response = undefined;
    });
    response.writeHead(200, {
      "content-type": "text/event-stream",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    });
    // An event without data, so that a connection that breaks before the first message can be resumed.
    if (primes) response.write(`id: ${this.key}.${after}\nretry: ${RETRY_MS}\ndata: \n\n`);
    else response.flushHeaders();
    for (const event of this.#log) if (event.number > after) this.#write(response, event);
    if (this.#ended) response.end();
  }

  /** Resolves when the client can accept more, or its connection was closed. */
  async send(text: string): Promise<void> {
    if (this.#ended) return;
    this.#lastNumber += 1;
    const event = { number: this.#lastNumber, text };
    this.#keep(event);
    const response = this.#response;
    if (response === undefined || this.#write(response, event)) return;
    if (!(await isDrained(response))) response.destroy();
  }

  /** Ends the stream. */
  end(): void {
    this.#ended = true;
    // What was sent to a connected client has most likely arrived.
    if (this.#response !== undefined) this.#trim(MAX_ENDED_LOG_LENGTH);
    this.#response?.end();
  }

  /** Shows the client, and any proxy in between, that the connection is in use. */
  ping(): void {
    this.#response?.write(": ping\n\n");
  }

  #write(response: ServerResponse, { number, text }: LoggedEvent): boolean {
    this.#writtenNumber = number;
    return response.write(`id: ${this.key}.${number}\nevent: message\ndata: ${text}\n\n`);
  }

  #keep(event: LoggedEvent): void {
    this.#log.push(event);
    this.#logLength += event.text.length;
    this.#trim(MAX_LOG_LENGTH);
  }

  #trim(limit: number): void {
    while (this.#logLength > limit && this.#log.length > 1) this.#logLength -= this.#log.shift()?.text.length ?? 0;
  }
}

/** The stream and number in an event's id; undefined if it is not one of our ids. */
export function parseEventId(id: string): { readonly key: string; readonly number: number } | undefined {
  const match = /^([\w-]{1,20})\.(\d{1,15})$/.exec(id);
  return match?.[1] === undefined ? undefined : { key: match[1], number: Number(match[2]) };
}

/** Resolves to false when nothing more has been written for a while; a long message may take its time. */
function isDrained(response: ServerResponse): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (drained: boolean) => {
      response.setTimeout(0);
      response.off("timeout", onTimeout);
      response.off("drain", onGone);
      response.off("close", onGone);
      resolve(drained);
    };
    const onTimeout = () => settle(false);
    const onGone = () => settle(true);
    response.setTimeout(STALL_MS);
    response.once("timeout", onTimeout);
    response.once("drain", onGone);
    response.once("close", onGone);
  });
}
