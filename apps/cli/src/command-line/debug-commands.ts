import type { CommandSpec } from "./command-spec.js";
import { configOption } from "./config-option.js";
import { fullAutoOption, imageOption, sandboxOption } from "./options.js";
import { unsupportedByDebug } from "./unsupported-commands.js";

const shared = {
  options: [configOption, sandboxOption, fullAutoOption],
  positionals: [{ name: "COMMAND", required: true, rest: true, summary: "The program and its arguments" }],
} as const;

/** Commands for diagnosing problems. */
export const debugCommand: CommandSpec = {
  name: "debug",
  summary: "Inspect the sandbox, the models, and what is sent to them",
  options: [],
  later: unsupportedByDebug,
  commands: [
    {
      name: "models",
      summary: "Print the list of models as JSON",
      options: [configOption, { name: "bundled", summary: "Print the built-in list, whatever is configured" }],
      load: () => import("../commands/debug-models.js"),
    },
    {
      name: "prompt-input",
      summary: "Print what would be sent to the model with PROMPT, as JSON",
      examples: ['codex debug prompt-input -i picture.png "what is this?"'],
      options: [configOption, imageOption],
      positionals: [{ name: "PROMPT", summary: "The user's message" }],
      load: () => import("../commands/debug-prompt-input.js"),
    },
    {
      name: "landlock",
      summary: "Run COMMAND in the Linux sandbox; read-only unless a flag says otherwise",
      examples: ["codex debug landlock -- touch file", "codex debug landlock --full-auto -- npm test"],
      ...shared,
      load: async () => ({ run: (await import("../commands/debug.js")).runUnderLandlock }),
    },
    {
      name: "seatbelt",
      summary: "Run COMMAND in the macOS sandbox; read-only unless a flag says otherwise",
      ...shared,
      load: async () => ({ run: (await import("../commands/debug.js")).runUnderSeatbelt }),
    },
  ],
};
