import type { CommandSpec } from "./command-spec.js";
import { debugCommand } from "./debug-commands.js";
import { fileSearchCommand } from "./file-search-command.js";
import { loginCommand, logoutCommand } from "./login-commands.js";
import { approvalOption, configOption, sessionOptions } from "./options.js";

/** Every command of `codex`: parsing, help and shell completions derive from this table. */
export const rootCommand: CommandSpec = {
  name: "codex",
  summary: "Codex: a coding agent in your terminal",
  description: "Without a command, starts a chat in the terminal; PROMPT is its first message.",
  examples: [
    'codex exec "explain the build of this project"',
    'codex exec --full-auto "make the tests pass"',
    "codex demo",
  ],
  options: [...sessionOptions, approvalOption],
  positionals: [{ name: "PROMPT", summary: "What to do first" }],
  load: () => import("../commands/chat.js"),
  commands: [
    {
      name: "exec",
      aliases: ["e"],
      summary: "Run one prompt to its end, without asking",
      examples: ['codex exec "add a test for the parser"', "git diff | codex exec --json - > events.jsonl"],
      options: [
        ...sessionOptions,
        { name: "skip-git-repo-check", summary: "Run outside a Git repository too" },
        { name: "json", summary: "Print events as JSON lines" },
        { name: "color", value: "WHEN", choices: ["always", "never", "auto"], summary: "Colour the output" },
        { name: "output-last-message", value: "FILE", summary: "Write the final message to FILE" },
        { name: "ephemeral", summary: "Keep no record of the session" },
        { name: "record", value: "FILE", summary: "Record the model's answers for a replay, without secrets" },
        { name: "replay", value: "FILE", hidden: true, summary: "Take the model's answers from a recording" },
      ],
      positionals: [{ name: "PROMPT", summary: "What to do; '-' or nothing reads it from standard input" }],
      load: () => import("../commands/exec.js"),
    },
    loginCommand,
    logoutCommand,
    {
      name: "mcp",
      aliases: ["mcp-server"],
      summary: "Serve the Model Context Protocol and the Codex protocol on standard input and output",
      options: [configOption],
      load: () => import("../commands/mcp.js"),
    },
    {
      name: "proto",
      aliases: ["p"],
      summary: "Speak the engine's own protocol: submissions in, events out, one JSON object a line",
      options: [...sessionOptions, approvalOption],
      load: () => import("../commands/proto.js"),
    },
    {
      name: "doctor",
      summary: "Try out what Codex needs of this machine, the sandbox above all",
      options: [configOption],
      load: () => import("../commands/doctor.js"),
    },
    debugCommand,
    fileSearchCommand,
    {
      name: "demo",
      summary: "Show a recorded session against the real engine, without network or key",
      options: [{ name: "color", value: "WHEN", choices: ["always", "never", "auto"], summary: "Colour the output" }],
      load: () => import("../commands/demo.js"),
    },
  ],
};
