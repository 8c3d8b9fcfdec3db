import path from "node:path";
import type { CommandAction as WireAction } from "@codex/app-server-protocol/thread-item-parts";
import type { CommandAction } from "@codex/core";

/** What the steps of a command do, for display. What is read is named by an absolute path. */
export function actionsToWire(actions: readonly CommandAction[], cwd: string): WireAction[] {
  return actions.map((action) => {
    const { command } = action;
    switch (action.type) {
      case "read":
        return { type: "read", command, name: action.name, path: path.resolve(cwd, action.path ?? action.name) };
      case "list-files":
        return { type: "listFiles", command, path: action.path ?? null };
      case "search":
        return { type: "search", command, query: action.query ?? null, path: action.path ?? null };
      case "format":
      case "lint":
      case "test":
      case "noop":
      case "unknown":
        return { type: "unknown", command };
      default:
        return action satisfies never;
    }
  });
}
