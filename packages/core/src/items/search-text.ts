import type { WebSearch, WebSearchAction } from "./call-items.js";

/** What a search looks for, in one line; empty if not known yet. */
export function searchText({ query, action }: Pick<WebSearch, "query" | "action">): string {
  return action === undefined ? (query ?? "") : actionText(action);
}

function actionText(action: WebSearchAction): string {
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
