import type { CommandSpec, OptionSpec } from "./command-spec.js";
import {
  allOption,
  approvalOption,
  colorOption,
  fleetOption,
  lastOption,
  onFleetOptions,
  runOnServerOptions,
  sessionOptions,
  worktreeOption,
} from "./options.js";

export const execOptions: readonly OptionSpec[] = [
  ...sessionOptions,
  // Accepted for compatibility; nothing is ever asked.
  { ...approvalOption, hidden: true },
  { name: "skip-git-repo-check", summary: "Run outside a Git repository too" },
  {
    name: "json",
    summary: "Print thread, turn and item events as JSON lines, and nothing else, on standard output",
  },
  { name: "experimental-json", implies: "json", hidden: true, summary: "The older name of --json, used by SDKs" },
  {
    name: "json-events",
    conflicts: ["json"],
    summary: "Print events in the format of earlier versions (August 2025)",
  },
  colorOption,
  {
    name: "output-last-message",
    short: "o",
    value: "FILE",
    completes: "files",
    summary: "Write the final message to FILE",
  },
  {
    name: "output-schema",
    value: "FILE",
    completes: "files",
    summary: "The final message must be JSON that matches this JSON Schema",
  },
  { name: "stdin", summary: "Add all of standard input to PROMPT, however long it takes" },
  { name: "trust", summary: "Trust the folder from now on, unless config.toml says that it is untrusted" },
  { name: "ignore-rules", summary: "Ignore all command rules" },
  { name: "ignore-user-config", summary: "Ignore config.toml in CODEX_HOME; the login there is still used" },
  { name: "thread-source", value: "SOURCE", summary: "Record in the file what a new session is for" },
  {
    name: "cyber-access-program",
    value: "PROGRAM",
    choices: ["standard", "daybreak_blue", "daybreak_red"],
    hidden: true,
    summary: "Accepted from programs that start codex; has no effect",
  },
  {
    name: "max-turns",
    value: "COUNT",
    pattern: /^[1-9]\d{0,8}$/,
    summary: "Make at most COUNT requests to the model for one message",
  },
  {
    name: "max-tokens",
    value: "COUNT",
    pattern: /^[1-9]\d{0,11}$/,
    summary: "Stop after the answer that reaches COUNT tokens, input and output together",
  },
  {
    name: "max-time",
    value: "TIME",
    pattern: /^\d{1,7}(\.\d+)?[smh]?$/,
    summary: "Stop after this time: 90 or 90s, 10m, 2h",
  },
  { name: "fail-on-tool-error", summary: "Exit with 8 if any command, patch or other tool call failed" },
  { name: "plan", summary: "Change nothing: make a plan and print it" },
  { name: "ephemeral", summary: "Do not save the session" },
  {
    name: "record",
    value: "FILE",
    completes: "files",
    summary: "Record the model's answers, without secrets, for a replay",
  },
  { name: "replay", value: "FILE", summary: "Take the model's answers from a recording" },
];

export const runOnFleetOption = {
  ...fleetOption,
  // These concern this machine, or are decided by the worker.
  conflicts: [
    "record",
    "replay",
    "ephemeral",
    "oss",
    "local-provider",
    "add-dir",
    "ignore-rules",
    "dangerously-bypass-hook-trust",
  ],
  summary: "Run it on a worker of a fleet, in a copy of this repository: nats://HOST:PORT",
} satisfies OptionSpec;

const reviewOptions: readonly OptionSpec[] = [
  ...execOptions.filter(({ name }) => name !== "image" && name !== "output-schema" && name !== "plan"),
  {
    name: "uncommitted",
    conflicts: ["base", "commit"],
    summary: "Review uncommitted changes: staged, unstaged and untracked",
  },
  {
    name: "base",
    value: "BRANCH",
    conflicts: ["commit"],
    summary: "Review the changes of this branch relative to BRANCH",
  },
  { name: "commit", value: "SHA", summary: "Review the changes of a commit" },
  { name: "title", value: "TITLE", summary: "Tell the reviewer what --commit is about" },
  ...runOnServerOptions,
];

export const reviewCommand: CommandSpec = {
  name: "review",
  summary: "Have changes reviewed, without changing anything",
  description:
    "Prints the review. The reviewer's commands run read-only, and nobody is asked. review_model in config.toml " +
    "names the model that reviews; the default is the usual model. Exit statuses are those of 'codex exec'.",
  examples: ["codex review --uncommitted", "codex review --base main", 'codex review "is the cache ever wrong?"'],
  options: reviewOptions,
  positionals: [{ name: "PROMPT", summary: "What to review, in words; '-' reads it from standard input" }],
  load: () => import("../commands/review.js"),
};

const command: CommandSpec = {
  name: "exec",
  aliases: ["e"],
  summary: "Run one prompt until it is done, without asking",
  description:
    "Piped text is added to PROMPT if it arrives at once; --stdin waits for all of it. " +
    "Exit status: 0 done, 1 the turn failed, 2 wrong usage, 3 no login, 4 rate limit, 5 no sandbox, 6 the final " +
    "message does not match the schema, 7 a limit of --max-turns, --max-tokens or --max-time was reached, 8 a tool call failed (--fail-on-tool-error), 130 interrupted.",
  examples: [
    'codex exec "add a test for the parser"',
    'git diff | codex exec "review this change"',
    "codex exec --json - < prompt.md > events.jsonl",
    'codex exec --output-schema answer.schema.json "list the public functions"',
    'codex exec -c agents.enabled=true "have a subagent look at each package"',
    'codex exec --fleet nats://127.0.0.1:4222 --full-auto --apply "make the tests pass"',
  ],
  options: [...execOptions, worktreeOption, ...runOnServerOptions, runOnFleetOption, ...onFleetOptions],
  positionals: [{ name: "PROMPT", summary: "What to do; '-' or no prompt reads it from standard input" }],
  load: () => import("../commands/exec.js"),
  commands: [
    {
      name: "resume",
      summary: "Continue a saved session",
      examples: ['codex exec resume --last "now update the docs"'],
      options: [
        ...execOptions,
        worktreeOption,
        lastOption,
        allOption,
        ...runOnServerOptions,
        runOnFleetOption,
        ...onFleetOptions,
      ],
      positionals: [
        { name: "SESSION", summary: "Its id or name; left out with --last" },
        { name: "PROMPT", summary: "What to do next; '-' or no prompt reads it from standard input" },
      ],
      load: () => import("../commands/exec-resume.js"),
    },
    {
      name: "fork",
      summary: "Start a new session from a copy of a saved one",
      description: "Without a PROMPT, only creates the session and prints its id.",
      examples: ['codex exec fork 1b9a1b5c-6f5e-4b7c-8f0a-0e3f5a9c2d11 "try it the other way"'],
      options: [...execOptions, worktreeOption, ...runOnServerOptions],
      positionals: [
        { name: "SESSION", required: true, summary: "Its id or name" },
        { name: "PROMPT", summary: "What to do next; '-' reads it from standard input" },
      ],
      load: () => import("../commands/exec-fork.js"),
    },
    { ...reviewCommand, options: [...reviewOptions, { ...worktreeOption, conflicts: ["uncommitted"] }] },
  ],
};

export function execCommand(): CommandSpec {
  return command;
}
