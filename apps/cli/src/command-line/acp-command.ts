import type { CommandSpec } from "./command-spec.js";
import { configOption } from "./config-option.js";
import { loginCommand } from "./login-commands.js";

/** The command that editors with the Agent Client Protocol start. */
export const acpCommand: CommandSpec = {
  name: "acp",
  summary: "Work in editors that support the Agent Client Protocol (Zed, JetBrains and others)",
  description: "Your editor starts this; docs/editors.md has the configuration of each.",
  isServer: true,
  options: [
    configOption,
    {
      name: "trace",
      value: "FILE",
      completes: "files",
      summary: "Append the messages of both directions to FILE, without secrets",
      global: true,
    },
  ],
  // To log in, editors start their configured command in a terminal, with additional arguments.
  commands: [{ ...loginCommand, hidden: true }],
  load: () => import("../commands/acp.js"),
};
