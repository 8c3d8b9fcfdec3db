import path from "node:path";
import type { CommandAction as WireAction } from "@codex/app-server-protocol/thread-item-parts";
import { type CommandAction, describeSteps, joinShellWords, shellScript } from "@codex/core";

interface CommandPlace {
  readonly command: readonly string[];
  readonly cwd: string;
}

/** What the steps of a command do, for display. Paths that it reads are made absolute. */
export function actionsToWire(actions: readonly CommandAction[], { command, cwd }: CommandPlace): WireAction[] {
  return describeSteps(actions, scriptOf(command)).map((action) => actionToWire(action, cwd));
}

function actionToWire(action: CommandAction, cwd: string): WireAction {
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
}

/** The script that a shell runs, without the shell; otherwise the joined command. */
export function scriptOf(command: readonly string[]): string {
  return shellScript(command) ?? joinShellWords(command);
}
