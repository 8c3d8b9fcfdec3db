import { acpCommand } from "./acp-command.js";
import { appServerCommand } from "./app-server-command.js";
import type { CommandSpec } from "./command-spec.js";
import { configOption } from "./config-option.js";
import { debugCommand } from "./debug-commands.js";
import { execCommand, reviewCommand } from "./exec-command.js";
import { execpolicyCommand } from "./execpolicy-command.js";
import { featuresCommand } from "./features-command.js";
import { fileSearchCommand } from "./file-search-command.js";
import { fleetCommand, workerCommand } from "./fleet-commands.js";
import { generateCommands } from "./generate-commands.js";
import { hooksCommand } from "./hooks-command.js";
import { loginCommand, logoutCommand } from "./login-commands.js";
import { mcpCommand } from "./mcp-command.js";
import {
  allOption,
  approvalOption,
  colorOption,
  fullAutoOption,
  lastOption,
  needlessChatOptions,
  needlessDoctorOptions,
  plainOption,
  profileOption,
  remoteOptions,
  sandboxOption,
  sessionOptions,
  worktreeOption,
} from "./options.js";
import { sessionCommands } from "./session-commands.js";
import { unsupportedBySandbox } from "./unsupported-commands.js";

const commands: readonly CommandSpec[] = [
  execCommand(),
  reviewCommand,
  {
    name: "resume",
    summary: "Continue a saved session in a chat",
    examples: ["codex resume", "codex resume --last", "codex resume 1b9a1b5c-6f5e-4b7c-8f0a-0e3f5a9c2d11"],
    options: [
      ...[...sessionOptions, approvalOption, lastOption, allOption, plainOption, worktreeOption, ...remoteOptions],
      {
        name: "include-non-interactive",
        hidden: true,
        summary: "No effect: sessions of 'codex exec' are always included",
      },
      ...needlessChatOptions,
    ],
    positionals: [
      { name: "SESSION", summary: "Its id or name; without one, choose from a list" },
      { name: "PROMPT", summary: "What to do next" },
    ],
    load: () => import("../commands/resume.js"),
  },
  {
    name: "fork",
    summary: "Start a chat from a copy of a saved session",
    examples: ["codex fork", "codex fork --last"],
    options: [
      ...[...sessionOptions, approvalOption, lastOption, allOption, plainOption, worktreeOption, ...remoteOptions],
      ...needlessChatOptions,
    ],
    positionals: [
      { name: "SESSION", summary: "Its id or name; without one, choose from a list" },
      { name: "PROMPT", summary: "What to do next" },
    ],
    load: () => import("../commands/fork.js"),
  },
  ...sessionCommands,
  loginCommand,
  logoutCommand,
  {
    name: "apply",
    aliases: ["a"],
    summary: "Apply the latest diff of a Codex task in the cloud to the working tree",
    description: "Needs a login with ChatGPT. The diff is applied with 'git apply --3way'.",
    options: [configOption],
    positionals: [{ name: "TASK", required: true, summary: "The id of the task" }],
    load: () => import("../commands/apply.js"),
  },
  mcpCommand,
  appServerCommand(),
  featuresCommand,
  {
    name: "sandbox",
    summary: "Run COMMAND in the sandbox that the configuration selects",
    description: "codex exits with its exit status.",
    examples: [
      "codex sandbox -- npm test",
      "codex sandbox --sandbox read-only -- touch file",
      "codex sandbox -P :workspace -- touch file",
    ],
    options: [
      configOption,
      profileOption,
      {
        name: "permission-profile",
        short: "P",
        value: "NAME",
        conflicts: ["sandbox", "full-auto"],
        summary: "Use this permission profile: one of [permissions] in config.toml, :read-only or :workspace",
      },
      { name: "include-managed-config", hidden: true, summary: "No effect: requirements always apply" },
      sandboxOption,
      fullAutoOption,
      { name: "cd", short: "C", value: "DIR", completes: "folders", summary: "The folder to work in" },
    ],
    positionals: [{ name: "COMMAND", required: true, rest: true, summary: "The program and its arguments" }],
    later: unsupportedBySandbox,
    load: () => import("../commands/sandbox.js"),
  },
  acpCommand,
  workerCommand,
  fleetCommand,
  {
    name: "proto",
    aliases: ["p"],
    summary: "Use the engine's own protocol: submissions in, events out, one JSON object per line",
    isServer: true,
    options: [...sessionOptions, approvalOption],
    load: () => import("../commands/proto.js"),
  },
  {
    name: "completion",
    summary: "Print a completion script for a shell",
    examples: [
      "codex completion bash > ~/.local/share/bash-completion/completions/codex",
      "codex completion zsh > ~/.zfunc/_codex",
      "codex completion fish > ~/.config/fish/completions/codex.fish",
    ],
    options: [configOption],
    positionals: [
      { name: "SHELL", choices: ["bash", "elvish", "fish", "powershell", "zsh"], summary: "Default: bash" },
    ],
    load: () => import("../commands/completion.js"),
  },
  {
    name: "doctor",
    summary: "Check whether this machine has what Codex needs, above all a sandbox",
    description: "Exit status 1 if something essential does not work.",
    examples: ["codex doctor", "codex doctor --summary", "codex doctor --network-only --json"],
    options: [
      configOption,
      { name: "json", summary: "Print JSON" },
      { name: "summary", conflicts: ["json"], summary: "Print only which checks pass, and how many" },
      { name: "network-only", summary: "Check only the configuration, the login and the model's server" },
      ...needlessDoctorOptions,
    ],
    load: () => import("../commands/doctor.js"),
  },
  debugCommand,
  execpolicyCommand,
  hooksCommand,
  fileSearchCommand,
  {
    name: "demo",
    summary: "Play a recorded session with the real engine; needs neither network nor key",
    options: [colorOption],
    load: () => import("../commands/demo.js"),
  },
  ...generateCommands,
];

/** The commands of `codex`, in the order of the help. */
export function allCommands(): readonly CommandSpec[] {
  return commands;
}
