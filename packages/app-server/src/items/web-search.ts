import type { WebSearchAction as WireSearchAction } from "@codex/app-server-protocol/thread-item-parts";
import type { WebSearchAction } from "@codex/core";

/** What a search looks for, in one line. */
export function searchText(action: WebSearchAction): string {
  switch (action.type) {
    case "search": {
      const [first = "", ...more] = action.queries ?? [];
      return action.query || (first !== "" && more.length > 0 ? `${first} ...` : first);
    }
    case "open-page":
      return action.url ?? "";
    case "find-in-page": {
      const pattern = action.pattern === undefined ? "" : `'${action.pattern}'`;
      return [pattern, action.url ?? ""].filter((part) => part !== "").join(" in ");
    }
    case "other":
      return "";
    default:
      return action satisfies never;
  }
}

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
