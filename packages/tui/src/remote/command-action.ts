import type { CommandAction as WireAction } from "@codex/app-server-protocol/thread-item-parts";
import type { CommandAction } from "@codex/core";

/** What a command does, as the server describes it; kinds of later servers count as unknown. */
export function actionFromWire(action: WireAction): CommandAction {
  switch (action.type) {
    case "read":
      return { type: "read", command: action.command, name: action.name, path: action.path };
    case "listFiles":
      return { type: "list-files", command: action.command, path: action.path ?? undefined };
    case "search":
      return {
        ...{ type: "search", command: action.command },
        ...{ query: action.query ?? undefined, path: action.path ?? undefined },
      };
    case "unknown":
      return { type: "unknown", command: action.command };
    default:
      return { type: "unknown", command: "" };
  }
}
