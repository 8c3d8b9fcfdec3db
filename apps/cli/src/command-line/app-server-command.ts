import type { CommandSpec } from "./command-spec.js";
import { generateAppServerCommands } from "./generate-commands.js";
import { configOption } from "./options.js";

/** What editors and clients speak with Codex. */
export const appServerCommand: CommandSpec = {
  name: "app-server",
  summary: "Serve threads to editors and other clients, on standard input and output",
  options: [configOption],
  commands: generateAppServerCommands,
  load: () => import("../commands/app-server.js"),
};
