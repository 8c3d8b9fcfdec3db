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
  // Taken for the sake of those who write it; nothing is ever asked.
  { ...approvalOption, hidden: true },
  { name: "skip-git-repo-check", summary: "Run outside a Git repository too" },
  {
    name: "json",
    summary: "Print thread, turn and item events as JSON lines on standard output, and nothing else there",
  },
  { name: "experimental-json", implies: "json", hidden: true, summary: "The older name, which SDKs give" },
  {
    name: "json-events",
    conflicts: ["json"],
    summary: "Print the events of August 2025 instead, the format of earlier versions",
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
    summary: "The final message must be JSON that fits this JSON Schema",
  },
  { name: "stdin", summary: "Add all of standard input to PROMPT, however long it takes" },
  { name: "trust", summary: "Trust the folder from now on, unless you said that it is untrusted" },
  { name: "ignore-rules", summary: "Pass over the rules about commands in all rules folders" },
  { name: "ignore-user-config", summary: "Pass over config.toml in CODEX_HOME; the login there still counts" },
  { name: "thread-source", value: "SOURCE", summary: "What a new session is for, kept in its file" },
  {
    name: "cyber-access-program",
    value: "PROGRAM",
    choices: ["standard", "daybreak_blue", "daybreak_red"],
    hidden: true,
    summary: "Taken from programs that start codex; no request asks for it",
  },
  {
    name: "max-turns",
    value: "COUNT",
    pattern: /^[1-9]\d{0,8}$/,
    summary: "Ask the model no more often than that for one message",
  },
  {
    name: "max-tokens",
    value: "COUNT",
    pattern: /^[1-9]\d{0,11}$/,
    summary: "Stop after the answer with which so many tokens, in and out, are used",
  },
  {
    name: "max-time",
    value: "TIME",
    pattern: /^\d{1,7}(\.\d+)?[smh]?$/,
    summary: "Stop after that time: 90 or 90s, 10m, 2h",
  },
  { name: "plan", summary: "Change nothing: come to a plan, and print it" },
  { name: "ephemeral", summary: "Keep no record of the session" },
  {
    name: "record",
    value: "FILE",
    completes: "files",
    summary: "Record the model's answers for a replay, without secrets",
  },
  { name: "replay", value: "FILE", summary: "Take the model's answers from a recording" },
];

export const runOnFleetOption = {
  ...fleetOption,
  // These are about this machine, or for its worker to say.
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
  summary: "Have a worker of that fleet run it, in a copy of this repository: nats://HOST:PORT",
} satisfies OptionSpec;

const reviewOptions: readonly OptionSpec[] = [
  ...execOptions.filter(({ name }) => name !== "image" && name !== "output-schema" && name !== "plan"),
  {
    name: "uncommitted",
    conflicts: ["base", "commit"],
    summary: "What is not committed: staged, unstaged, untracked",
  },
  { name: "base", value: "BRANCH", conflicts: ["commit"], summary: "What this branch has on top of BRANCH" },
  { name: "commit", value: "SHA", summary: "What that commit changed" },
  { name: "title", value: "TITLE", summary: "What --commit is about, for the reviewer" },
];

export const reviewCommand: CommandSpec = {
  name: "review",
  summary: "Have changes reviewed; nothing is changed",
  description:
    "Standard output has the review. The reviewer's commands run read-only, and nobody is asked. review_model of config.toml " +
    "names who reviews, otherwise it is the usual model; exit statuses are those of 'codex exec'.",
  examples: ["codex review --uncommitted", "codex review --base main", 'codex review "is the cache ever wrong?"'],
  options: reviewOptions,
  positionals: [{ name: "PROMPT", summary: "What to review, in words; '-' reads it from standard input" }],
  load: () => import("../commands/review.js"),
};

const command: CommandSpec = {
  name: "exec",
  aliases: ["e"],
  summary: "Run one prompt to its end, without asking",
  description:
    "Text that is piped in beside a PROMPT is added to it when it comes at once; --stdin waits for all of it. " +
    "Exit status: 0 done, 1 the turn failed, 2 wrong usage, 3 no login, 4 rate limit, 5 no sandbox, 6 the final " +
    "message does not fit the schema, 7 a limit of --max-turns, --max-tokens or --max-time was reached, 130 interrupted.",
  examples: [
    'codex exec "add a test for the parser"',
    'git diff | codex exec "review this change"',
    "codex exec --json - < prompt.md > events.jsonl",
    'codex exec --output-schema answer.schema.json "list the public functions"',
    'codex exec -c agents.enabled=true "have a helper look at each package"',
    'codex exec --fleet nats://127.0.0.1:4222 --full-auto --apply "make the tests pass"',
  ],
  options: [...execOptions, worktreeOption, ...runOnServerOptions, runOnFleetOption, ...onFleetOptions],
  positionals: [{ name: "PROMPT", summary: "What to do; '-' or nothing reads it from standard input" }],
  load: () => import("../commands/exec.js"),
  commands: [
    {
      name: "resume",
      summary: "Go on with a saved session",
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
        { name: "PROMPT", summary: "What to do next; '-' or nothing reads it from standard input" },
      ],
      load: () => import("../commands/exec-resume.js"),
    },
    {
      name: "fork",
      summary: "Begin a new session as a saved one",
      description: "Without a PROMPT, only makes the session and prints its id.",
      examples: ['codex exec fork 1b9a1b5c-6f5e-4b7c-8f0a-0e3f5a9c2d11 "try it the other way"'],
      options: [...execOptions, worktreeOption],
      positionals: [
        { name: "SESSION", required: true, summary: "Its id or name" },
        { name: "PROMPT", summary: "What to do next; '-' reads it from standard input" },
      ],
      load: () => import("../commands/exec-fork.js"),
    },
    reviewCommand,
  ],
};

export function execCommand(): CommandSpec {
  return command;
}
