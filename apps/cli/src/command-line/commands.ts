import { allCommands } from "./all-commands.js";
import { appServerCommand } from "./app-server-command.js";
import type { CommandSpec } from "./command-spec.js";
import { execCommand } from "./exec-command.js";
import { mcpCommand } from "./mcp-command.js";
import { rootOptions } from "./root-options.js";
import { unsupportedCommands } from "./unsupported-commands.js";

/**
 * All commands of `codex`: parsing, help and shell completions derive from this table. A start needs only one command, so the contents of
 * other files are loaded when first needed.
 */
export const rootCommand: CommandSpec = {
  name: "codex",
  summary: "Codex: a coding agent in your terminal",
  description: "Without a command, starts a chat in the terminal; PROMPT is its first message.",
  examples: [
    'codex "what does this project do?"',
    'codex exec --full-auto "make the tests pass"',
    "codex resume --last",
    "codex demo",
  ],
  get options() {
    return rootOptions();
  },
  positionals: [{ name: "PROMPT", summary: "What to do first" }],
  load: () => import("../commands/chat.js"),
  get commands() {
    return allCommands();
  },
  get later() {
    return unsupportedCommands();
  },
  frequent: frequentCommand,
};

/** Finds the most frequent commands without loading all others. */
function frequentCommand(name: string): CommandSpec | undefined {
  switch (name) {
    case "exec":
    case "e":
      return execCommand();
    case "mcp":
    case "mcp-server":
      return mcpCommand;
    case "app-server":
      return appServerCommand();
    default:
      return undefined;
  }
}
