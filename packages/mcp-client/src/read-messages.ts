import { isJSONRPCResponse, type JSONRPCMessage, parseJSONRPCMessage } from "@modelcontextprotocol/client";
import { isObject, type JsonObject } from "./json-object.js";
import { repairInitializeResult } from "./repair-initialize-result.js";

/** Pending requests: their method by id. */
export type PendingRequests = ReadonlyMap<string | number, string>;

/** The messages in a text of a server. It never throws: values may be nested deeper than our stack reaches. */
export function readMessageText(text: string, pending: PendingRequests): JSONRPCMessage[] {
  const json = text.replace(/^\uFEFF/, "");
  try {
    return readMessages(JSON.parse(json), pending);
  } catch {
    return readBrokenText(json, pending);
  }
}

/**
 * The messages in one decoded JSON value, which may be a batch. Any answer to a pending request settles it: an answer that violates the specification is repaired
 * if its meaning is clear, otherwise it becomes an error that quotes it. Values that are not messages are dropped, since many servers log
 * to standard output.
 */
function readMessages(value: unknown, pending: PendingRequests): JSONRPCMessage[] {
  if (Array.isArray(value)) return value.flatMap((entry) => (Array.isArray(entry) ? [] : readMessages(entry, pending)));
  if (!isObject(value)) return [];
  if (typeof value["method"] === "string") return requestOrNotification(value);
  const id = answeredRequest(value, pending);
  return id === undefined ? [] : [answer(id, value, pending.get(id))];
}

/** The error that settles a request whose answer is unusable. */
export function unusableAnswer(id: string | number, reason: string): JSONRPCMessage {
  return { jsonrpc: "2.0", id, error: { code: INTERNAL_ERROR, message: reason } };
}

/** A text that is not JSON but was meant to answer a pending request. */
function readBrokenText(text: string, pending: PendingRequests): JSONRPCMessage[] {
  const named = text.includes('"jsonrpc"') ? /"id"\s*:\s*(?:"([^"\\]{1,200})"|(\d{1,15}))/.exec(text) : null;
  const id = named === null ? undefined : pendingId(named[1] ?? named[2], pending);
  return id === undefined ? [] : [unusableAnswer(id, `the server's answer is not valid JSON: ${excerpt(text)}`)];
}

const INTERNAL_ERROR = -32603;
const MAX_EXCERPT = 200;

function requestOrNotification(value: JsonObject): JSONRPCMessage[] {
  const { id, method, params } = value;
  try {
    const message = {
      jsonrpc: "2.0",
      ...(id == null ? {} : { id }),
      method,
      ...(isObject(params) ? { params: repairMeta(params) } : {}),
    };
    return [parseJSONRPCMessage(message)];
  } catch {
    return [];
  }
}

/** An error without an id can only belong to the one pending request. */
function answeredRequest(value: JsonObject, pending: PendingRequests): string | number | undefined {
  const isAnswer = "jsonrpc" in value || "result" in value || "error" in value;
  if (!isAnswer) return undefined;
  if (value["id"] != null) return pendingId(value["id"], pending);
  const [only] = pending.size === 1 ? pending.keys() : [];
  return value["error"] == null ? undefined : only;
}

/** Some servers return numeric ids as strings. */
function pendingId(id: unknown, pending: PendingRequests): string | number | undefined {
  return [...pending.keys()].find((known) => String(known) === String(id));
}

function answer(id: string | number, { result, error }: JsonObject, method: string | undefined): JSONRPCMessage {
  if (error != null) return { jsonrpc: "2.0", id, error: readError(error) };
  if (!isObject(result)) return unusableAnswer(id, `the server's answer has no result object: ${excerpt(result)}`);
  const repaired = method === "initialize" ? repairInitializeResult(result) : repairMeta(result);
  const message: JSONRPCMessage = { jsonrpc: "2.0", id, result: repaired };
  return isJSONRPCResponse(message)
    ? message
    : unusableAnswer(id, `the server's answer is malformed: ${excerpt(result)}`);
}

/** A value that is not an object cannot be `_meta`. */
function repairMeta({ _meta, ...rest }: JsonObject): JsonObject {
  return isObject(_meta) ? { ...rest, _meta } : rest;
}

function readError(error: unknown): { code: number; message: string; data?: unknown } {
  if (!isObject(error)) return { code: INTERNAL_ERROR, message: excerpt(error) };
  const { code, message, data } = error;
  return {
    code: Number.isSafeInteger(Number(code ?? "none")) ? Number(code) : INTERNAL_ERROR,
    message: typeof message === "string" ? message : excerpt(message ?? error),
    ...(data === undefined ? {} : { data }),
  };
}

/** The beginning of a server's output, safe to display. */
export function excerpt(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
  return text.slice(0, MAX_EXCERPT).replace(/[\p{Cc}\p{Cf}]/gu, " ");
}
