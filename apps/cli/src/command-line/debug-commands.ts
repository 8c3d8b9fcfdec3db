import type { CommandSpec } from "./command-spec.js";
import { configOption } from "./config-option.js";
import { fullAutoOption, sandboxOption } from "./options.js";

const shared = {
  options: [configOption, sandboxOption, fullAutoOption],
  positionals: [{ name: "COMMAND", required: true, rest: true, summary: "The program and its arguments" }],
} as const;

/** Commands that show how things work, for finding out why they do not. */
export const debugCommand: CommandSpec = {
  name: "debug",
  summary: "Look at how things work: the sandbox, the models, what they are sent",
  options: [],
  commands: [
    {
      name: "models",
      summary: "Print what is known of the models, as JSON",
      options: [configOption, { name: "bundled", summary: "Those that this version knows, whatever is configured" }],
      load: () => import("../commands/debug-models.js"),
    },
    {
      name: "prompt-input",
      summary: "Print what a model would be sent with PROMPT, as JSON",
      options: [configOption],
      positionals: [{ name: "PROMPT", summary: "The message of the user" }],
      load: () => import("../commands/debug-prompt-input.js"),
    },
    {
      name: "landlock",
      summary: "Run COMMAND confined as on Linux; read-only unless a flag says otherwise",
      examples: ["codex debug landlock -- touch file", "codex debug landlock --full-auto -- npm test"],
      ...shared,
      load: async () => ({ run: (await import("../commands/debug.js")).runUnderLandlock }),
    },
    {
      name: "seatbelt",
      summary: "Run COMMAND confined as on macOS; read-only unless a flag says otherwise",
      ...shared,
      load: async () => ({ run: (await import("../commands/debug.js")).runUnderSeatbelt }),
    },
  ],
};
