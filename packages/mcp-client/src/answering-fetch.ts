import type { FetchLike } from "@modelcontextprotocol/client";
import { BrokenStreams } from "./broken-streams.js";
import { MAX_EVENT_BYTES, readEvents, unansweredEvents } from "./event-stream.js";
import { isObject } from "./json-object.js";
import { limitBody } from "./limit-body.js";
import { type PendingRequests, readMessageText, unusableAnswer } from "./read-messages.js";
import { requestsIn } from "./requests-in.js";

/**
 * A `fetch` for the SDK's transport that ensures every posted request gets an answer: bodies and event streams are parsed leniently, and a
 * response that ends without an answer yields an error.
 */
export function answeringFetch(send: FetchLike): FetchLike {
  const broken = new BrokenStreams();
  return async (url, init) => {
    if (init?.method === "GET") return listen(send, url, init, broken);
    const response = limited(await send(url, init));
    const sent = init?.method === "POST" ? parsed(init.body) : undefined;
    const pending = requestsIn(sent);
    if (isRedirect(response)) return moved(response);
    if (isHandshake(pending) && isOldTransport(url, response)) return explained(response, OLD_TRANSPORT);
    if (!response.ok) return isNotification(sent) ? heard(response) : refused(response, pending);
    if (pending.size === 0) return response;
    if (isStream(response)) return repaired(response, pending, broken);
    if (!MAY_BE_JSON.test(typeOf(response)) && response.status !== 202) return response;
    return replaceBody(response, "application/json", JSON.stringify(await readBody(response, pending)));
  };
}

/** Opens the stream for the server's own messages, or continues one that broke off. */
async function listen(send: FetchLike, url: string | URL, init: RequestInit, broken: BrokenStreams): Promise<Response> {
  const lastEvent = new Headers(init.headers).get("last-event-id");
  const waiting: PendingRequests = broken.waitingFor(lastEvent) ?? new Map();
  const ended = () => new Response(unansweredEvents(waiting), { headers: { "content-type": "text/event-stream" } });
  try {
    const response = limited(await send(url, init));
    if (response.ok) return isStream(response) ? repaired(response, waiting, broken) : response;
    if (!broken.failed(lastEvent, response.status < 500)) return response;
    await response.body?.cancel();
    return ended();
  } catch (error) {
    if (broken.failed(lastEvent, false)) return ended();
    throw error;
  }
}

function repaired(response: Response, pending: PendingRequests, broken: BrokenStreams): Response {
  if (response.body === null) return response;
  return replaceBody(response, "text/event-stream", readEvents(response.body, pending, broken));
}

/** Streams of events may be of any length. */
function limited(response: Response): Response {
  return response.ok && isStream(response) ? response : limitBody(response, MAX_EVENT_BYTES);
}

const typeOf = ({ headers }: Response): string => headers.get("content-type")?.toLowerCase() ?? "";

const isStream = (response: Response): boolean => typeOf(response).startsWith("text/event-stream");

const MAY_BE_JSON = /json|^$|^text\/plain|^application\/octet-stream/;

const isNotification = (sent: unknown): boolean => isObject(sent) && "method" in sent && !("id" in sent);

const isHandshake = (pending: PendingRequests): boolean => [...pending.values()].includes("initialize");

const isRedirect = ({ status, headers }: Response): boolean => status >= 300 && status < 400 && headers.has("location");

/** The SDK follows redirects within the server that keep the method, also of notifications; for any other, the user learns the new address. */
function moved(response: Response): Promise<Response> {
  const [address] = (response.headers.get("location") ?? "").split("?", 1);
  return explained(response, `it has moved to ${address}: change \`url\``);
}

/** Servers of the protocol's first version take no messages at the address that users know, which usually ends like this. */
const isOldTransport = (url: string | URL, { status }: Response): boolean =>
  (status === 404 || status === 405) && new URL(url).pathname.endsWith("/sse");

const OLD_TRANSPORT =
  "this seems to be the older HTTP+SSE transport, which is not supported; see if the server also has an address for streamable HTTP, often /mcp";

/** The same failure with a reason for the user. */
async function explained(response: Response, reason: string): Promise<Response> {
  const { status, statusText, headers } = response;
  await response.body?.cancel();
  return new Response(reason, { status, statusText, headers });
}

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
  const isAnswer = isObject(value) && value["id"] != null && !forgotSession(response.status, text);
  const answers = isAnswer ? readMessageText(text, pending) : [];
  if (answers.length > 0) return replaceBody(response, "application/json", JSON.stringify(answers));
  const { status, statusText, headers } = response;
  return new Response(text, { status, statusText, headers });
}

/** A server that has forgotten our session may say so with the request's id: that is no answer of the tool, since nothing ran. */
const forgotSession = (status: number, text: string): boolean =>
  (status === 404 || status === 400) && FORGOT_SESSION.test(text);

const FORGOT_SESSION =
  /(?:no valid|invalid|unknown|missing) session|session(?: id)? (?:not found|has expired|expired|terminated|required)|not initialized/i;

async function readBody(response: Response, pending: PendingRequests): Promise<unknown[]> {
  const text = await response.text();
  const messages = readMessageText(text, pending);
  return [...messages, ...unanswered(pending, messages, `HTTP ${response.status} without an answer to the request`)];
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
