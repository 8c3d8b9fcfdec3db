import type { CommandSpec } from "./command-spec.js";
import { configOption } from "./options.js";

export const featuresCommand: CommandSpec = {
  name: "features",
  summary: "Show what can be switched by [features] in config.toml",
  options: [],
  commands: [
    {
      name: "list",
      summary: "Print each feature, how settled it is, and whether it is on",
      examples: ["codex features list", "codex features list --disable shell_tool"],
      options: [configOption],
      load: () => import("../commands/features-list.js"),
    },
  ],
};
