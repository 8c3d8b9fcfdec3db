import type { CommandSpec } from "./command-spec.js";
import { configOption } from "./config-option.js";

export const featuresCommand: CommandSpec = {
  name: "features",
  summary: "List features, and switch them on and off in config.toml",
  options: [],
  commands: [
    {
      name: "list",
      summary: "Print each feature, its stage, and whether it is on",
      examples: ["codex features list", "codex features list --disable shell_tool"],
      options: [configOption],
      load: () => import("../commands/features-list.js"),
    },
    {
      name: "enable",
      summary: "Switch a feature on in config.toml",
      options: [],
      positionals: [{ name: "FEATURE", required: true, summary: "Its name, as listed by 'codex features list'" }],
      load: () => import("../commands/features-enable.js"),
    },
    {
      name: "disable",
      summary: "Switch a feature off in config.toml",
      options: [],
      positionals: [{ name: "FEATURE", required: true, summary: "Its name, as listed by 'codex features list'" }],
      load: () => import("../commands/features-disable.js"),
    },
  ],
};
