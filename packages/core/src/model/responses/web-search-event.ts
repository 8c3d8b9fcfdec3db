import type { WebSearchAction } from "../../items/call-items.js";
import { isJsonObject } from "../../json.js";
import { textOf } from "../http/sse.js";
import type { ResponseEvent } from "../model-client.js";

type JsonObject = Readonly<Record<string, unknown>>;

/** The start of a server-side search. */
export function webSearchBegin(item: JsonObject): ResponseEvent {
  const query = isJsonObject(item["action"]) ? textOf(item["action"]["query"]) : undefined;
  return { type: "web-search-call-begin", callId: textOf(item["id"]) ?? "", query };
}

/** The end of a server-side search. */
export function webSearchEnd(item: JsonObject): ResponseEvent {
  return { type: "web-search-call-end", callId: textOf(item["id"]) ?? "", action: searchAction(item["action"]) };
}

/** What a search did, in the words of the Responses API. */
export function searchAction(action: unknown): WebSearchAction | undefined {
  if (!isJsonObject(action)) return undefined;
  const { query, queries, url, pattern } = action;
  switch (action["type"]) {
    case "search": {
      const all = Array.isArray(queries) ? queries.filter((one) => typeof one === "string") : undefined;
      return { type: "search", query: textOf(query), queries: all };
    }
    case "open_page":
      return { type: "open-page", url: textOf(url) };
    case "find_in_page":
    case "find":
      return { type: "find-in-page", url: textOf(url), pattern: textOf(pattern) };
    default:
      return { type: "other" };
  }
}
