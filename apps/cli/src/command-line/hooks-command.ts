import type { CommandSpec, PositionalSpec } from "./command-spec.js";
import { configOption } from "./config-option.js";

const cdOption = {
  name: "cd",
  short: "C",
  value: "DIR",
  completes: "folders",
  summary: "The folder whose hooks to use",
} as const;
const allOption = { name: "all", summary: "All listed hooks" };
const key: PositionalSpec = { name: "HOOK", rest: true, summary: "Numbers or keys from the list" };

/** `codex hooks`: lists the user's hooks and whether they are trusted. */
export const hooksCommand: CommandSpec = {
  name: "hooks",
  summary: "List the hooks of a folder, and choose which to trust",
  description:
    "A hook runs only if you trust it in its present form; after a change you have to trust it again. " +
    "A repository's hooks are listed only if you trust the folder. '--json' prints everything about each hook.",
  examples: ["codex hooks", "codex hooks trust 0 2", "codex hooks off 1"],
  options: [configOption, cdOption, { name: "json", summary: "Print one JSON object" }],
  load: () => import("../commands/hooks.js"),
  commands: [
    {
      name: "trust",
      summary: "Trust hooks as they are now",
      options: [configOption, cdOption, allOption],
      positionals: [key],
      load: () => import("../commands/hooks-trust.js"),
    },
    {
      name: "on",
      summary: "Switch hooks on again",
      options: [configOption, cdOption, allOption],
      positionals: [key],
      load: () => import("../commands/hooks-on.js"),
    },
    {
      name: "off",
      summary: "Switch hooks off",
      options: [configOption, cdOption, allOption],
      positionals: [key],
      load: () => import("../commands/hooks-off.js"),
    },
  ],
};
