import type { FetchLike } from "@modelcontextprotocol/client";
import { createParser } from "eventsource-parser";
import { isObject } from "./json-object.js";
import { limitBody } from "./limit-body.js";
import { type PendingRequests, readMessageText, unusableAnswer } from "./read-messages.js";
import { requestsIn } from "./requests-in.js";

/** The same limit as for a line of a server on a pipe. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/**
 * A `fetch` for the SDK's transport that ensures every posted request gets an answer: bodies and event streams are parsed leniently, and a
 * response that ends without an answer yields an error.
 */
export const answeringFetch =
  (send: FetchLike): FetchLike =>
  async (url, init) => {
    const response = limited(await send(url, init));
    const sent = init?.method === "POST" ? parsed(init.body) : undefined;
    const pending = requestsIn(sent);
    if (!response.ok) return isNotification(sent) ? heard(response) : refused(response, pending);
    if (pending.size === 0 && init?.method !== "GET") return response;
    const type = typeOf(response);
    if (type.startsWith("text/event-stream") && response.body !== null) {
      return replaceBody(response, "text/event-stream", response.body.pipeThrough(readEvents(pending)));
    }
    if (init?.method === "GET") return response;
    if (!MAY_BE_JSON.test(type) && response.status !== 202) return response;
    return replaceBody(response, "application/json", JSON.stringify(await readBody(response, pending)));
  };

/** Streams of events may be of any length. */
function limited(response: Response): Response {
  const isStream = response.ok && typeOf(response).startsWith("text/event-stream");
  return isStream ? response : limitBody(response, MAX_BODY_BYTES);
}

const typeOf = ({ headers }: Response): string => headers.get("content-type")?.toLowerCase() ?? "";

const MAY_BE_JSON = /json|^$|^text\/plain|^application\/octet-stream/;

const isNotification = (sent: unknown): boolean => isObject(sent) && "method" in sent && !("id" in sent);

/** Failures of notifications are ignored, since the specification has no answers to them; but a required login must be reported. */
async function heard(response: Response): Promise<Response> {
  if (response.status === 401) return response;
  await response.body?.cancel();
  return new Response(null, { status: 202 });
}

/** Many servers send the answer to a request, a JSON-RPC error, with an HTTP error status. */
async function refused(response: Response, pending: PendingRequests): Promise<Response> {
  const type = typeOf(response);
  if (pending.size === 0 || !type.includes("json") || response.status === 401) return response;
  const text = await response.text();
  const value = parsed(text);
  const answers = isObject(value) && value["id"] != null ? readMessageText(text, pending) : [];
  if (answers.length > 0) return replaceBody(response, "application/json", JSON.stringify(answers));
  const { status, statusText, headers } = response;
  return new Response(text, { status, statusText, headers });
}

async function readBody(response: Response, pending: PendingRequests): Promise<unknown[]> {
  const text = await response.text();
  const messages = readMessageText(text, pending);
  return [...messages, ...unanswered(pending, messages, `HTTP ${response.status} without an answer to the request`)];
}

/** The events with repaired data; at the end, an error for each request that was not answered, unless the stream can be resumed. */
function readEvents(pending: PendingRequests): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  const answers: unknown[] = [];
  let isResumable = false;
  let bytes = 0;
  let out: string[] = [];
  const parser = createParser({
    onEvent: ({ id, event, data }) => {
      bytes = 0;
      if (id !== undefined) isResumable = true;
      const named = `${id === undefined ? "" : `id: ${id}\n`}${event === undefined ? "" : `event: ${event}\n`}`;
      const messages = readMessageText(data, pending);
      answers.push(...messages);
      const bodies = messages.length === 0 ? [""] : messages.map((message) => JSON.stringify(message));
      for (const body of bodies) out.push(`${named}data: ${body}\n\n`);
    },
    onRetry: (milliseconds) => out.push(`retry: ${milliseconds}\n\n`),
  });
  const flush = (controller: TransformStreamDefaultController<Uint8Array<ArrayBuffer>>) => {
    if (out.length > 0) controller.enqueue(encoder.encode(out.join("")));
    out = [];
  };
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.length;
      if (bytes > MAX_BODY_BYTES) throw new Error("the server's answer is too long");
      parser.feed(decoder.decode(chunk, { stream: true }));
      flush(controller);
    },
    flush(controller) {
      // Some servers omit the empty line after the last event.
      parser.feed("\n\n");
      const missing = isResumable
        ? []
        : unanswered(pending, answers, "the server ended its answer before it was complete");
      for (const message of missing) out.push(`data: ${JSON.stringify(message)}\n\n`);
      flush(controller);
    },
  });
}

function unanswered(pending: PendingRequests, messages: readonly unknown[], reason: string) {
  const ids = new Set(messages.map((message) => !("method" in Object(message)) && Object(message).id));
  return [...pending.keys()].filter((id) => !ids.has(id)).map((id) => unusableAnswer(id, reason));
}

function replaceBody(
  response: Response,
  type: string,
  body: string | ReadableStream<Uint8Array<ArrayBuffer>>,
): Response {
  const headers = new Headers(response.headers);
  for (const name of ["content-length", "content-encoding", "transfer-encoding"]) headers.delete(name);
  headers.set("content-type", type);
  return new Response(body, { status: 200, statusText: response.statusText, headers });
}

function parsed(text: unknown): unknown {
  if (typeof text !== "string") return undefined;
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return undefined;
  }
}
