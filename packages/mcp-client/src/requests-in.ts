import { isObject } from "./json-object.js";

/** The requests among messages to be sent: their method by id. */
export function requestsIn(messages: unknown): Map<string | number, string> {
  const requests = new Map<string | number, string>();
  for (const message of Array.isArray(messages) ? messages : [messages]) {
    if (!isObject(message)) continue;
    const { id, method } = message;
    if ((typeof id === "string" || typeof id === "number") && typeof method === "string") requests.set(id, method);
  }
  return requests;
}
