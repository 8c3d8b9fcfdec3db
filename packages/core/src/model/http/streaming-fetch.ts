import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import type { Environment } from "../../environment.js";
import { decodedBody } from "./decoded-body.js";
import { httpRequest } from "./http-request.js";

export type StreamingFetch = (url: URL | string, init?: RequestInit) => Promise<Response>;

/** In milliseconds. */
export interface FetchLimits {
  readonly connectTimeoutMs: number;
  readonly firstByteTimeoutMs: number;
}

/** The caller has its own limits; a tool call may run for an hour before it sends anything. The maximum of a timer. */
const NO_LIMIT_MS = 2 ** 31 - 1;
const STREAM_LIMITS: FetchLimits = { connectTimeoutMs: 30_000, firstByteTimeoutMs: NO_LIMIT_MS };
/** A tool must not run twice. */
const CALL = /"method":\s*"tools\/call"/;
/** Statuses of answers without a body. */
const WITHOUT_BODY = new Set([204, 205, 304]);

/**
 * A `fetch` with streaming answers that works like the model's requests: through the environment's proxies, trusting its
 * certificates. Follows redirects only for GET. Throws `CodexError`.
 */
export function streamingFetch(env: Environment): StreamingFetch {
  return fetchWithin(env, STREAM_LIMITS);
}

/** The same with other limits. */
export function fetchWithin(env: Environment, limits: FetchLimits): StreamingFetch {
  return async (address, init = {}) => {
    const follows = (init.method ?? "GET") === "GET" && init.redirect !== "manual";
    const headers = new Headers(init.headers);
    let url = new URL(address);
    for (let hops = 0; ; hops++) {
      const reply = await send(url, { ...init, headers }, { env, ...limits });
      const { location } = reply.headers;
      if (!follows || location === undefined || !REDIRECTS.has(reply.statusCode ?? 0) || hops === MAX_REDIRECTS) {
        return answerOf(reply, init.signal ?? undefined);
      }
      reply.resume();
      const next = new URL(location, url);
      // Another server must not see the login, and configured headers often contain one.
      if (next.origin !== url.origin)
        for (const name of [...headers.keys()]) if (!HARMLESS.has(name)) headers.delete(name);
      url = next;
    }
  };
}

const HARMLESS = new Set(["accept", "last-event-id", "mcp-protocol-version", "user-agent"]);
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const MAX_REDIRECTS = 5;

function send(
  url: URL,
  { method = "GET", headers, body, signal }: RequestInit,
  way: FetchLimits & { readonly env: Environment },
) {
  const text = body instanceof URLSearchParams ? String(body) : body;
  if (text !== undefined && text !== null && typeof text !== "string") throw new TypeError("only text is sent");
  const isForm = body instanceof URLSearchParams;
  return httpRequest({
    ...way,
    method,
    url,
    signal: signal ?? new AbortController().signal,
    headers: { ...(isForm && { "content-type": "application/x-www-form-urlencoded" }), ...plain(new Headers(headers)) },
    ...(typeof text === "string" ? { body: text } : {}),
    isRepeatable: typeof text !== "string" || !CALL.test(text),
  });
}

const plain = (headers: Headers): Record<string, string> => Object.fromEntries(headers);

async function answerOf(reply: IncomingMessage, signal: AbortSignal | undefined): Promise<Response> {
  const { statusCode: status = 500, statusMessage: statusText = "" } = reply;
  const answer = { status, statusText, headers: headersOf(reply.headers) };
  if (WITHOUT_BODY.has(status)) {
    reply.resume();
    return new Response(null, answer);
  }
  const bytes = await decodedBody(reply);
  const abort = () => bytes.destroy(signal?.reason);
  signal?.addEventListener("abort", abort, { once: true });
  bytes.once("close", () => {
    signal?.removeEventListener("abort", abort);
    reply.destroy();
  });
  return new Response(webStream(bytes), answer);
}

/** After decoding, the content's encoding and length no longer apply. */
function headersOf(headers: NodeJS.Dict<string | string[]>): Headers {
  const own = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): [string, string] => [name, one]),
  );
  return new Headers(own.filter(([name]) => name !== "content-encoding" && name !== "content-length"));
}

function webStream(bytes: Readable): ReadableStream<Uint8Array<ArrayBuffer>> {
  let isOver = false;
  const over = (end: () => void) => {
    if (!isOver) end();
    isOver = true;
  };
  return new ReadableStream({
    start(controller) {
      bytes.on("data", (chunk: Buffer) => {
        if (!isOver) controller.enqueue(new Uint8Array(chunk));
        if ((controller.desiredSize ?? 1) <= 0) bytes.pause();
      });
      bytes.once("end", () => over(() => controller.close()));
      bytes.on("error", (error) => over(() => controller.error(error)));
      bytes.once("close", () => over(() => controller.error(new Error("the connection broke"))));
    },
    pull() {
      bytes.resume();
    },
    cancel() {
      over(() => {});
      bytes.destroy();
    },
  });
}
