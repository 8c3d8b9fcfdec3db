import type { WebSearchAction as WireSearchAction } from "@codex/app-server-protocol/thread-item-parts";
import type { WebSearchAction } from "@codex/core";

/** The action of a web search on this wire. */
export function searchActionToWire(action: WebSearchAction): WireSearchAction {
  switch (action.type) {
    case "search":
      return { type: "search", query: action.query ?? null, queries: action.queries ? [...action.queries] : null };
    case "open-page":
      return { type: "openPage", url: action.url ?? null };
    case "find-in-page":
      return { type: "findInPage", url: action.url ?? null, pattern: action.pattern ?? null };
    case "other":
      return { type: "other" };
    default:
      return action satisfies never;
  }
}
