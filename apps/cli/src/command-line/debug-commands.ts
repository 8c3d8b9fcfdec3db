import type { CommandSpec } from "./command-spec.js";
import { configOption, fullAutoOption, sandboxOption } from "./options.js";

const shared = {
  options: [configOption, sandboxOption, fullAutoOption],
  positionals: [{ name: "COMMAND", required: true, rest: true, summary: "The program and its arguments" }],
} as const;

/** Commands that show how things work, for finding out why they do not. */
export const debugCommand: CommandSpec = {
  name: "debug",
  summary: "Run a command in the sandbox and see what it may do",
  options: [],
  commands: [
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
