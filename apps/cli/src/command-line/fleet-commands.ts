import type { CommandSpec, OptionSpec, PositionalSpec } from "./command-spec.js";
import { configOption } from "./config-option.js";
import { execOptions, runOnFleetOption } from "./exec-command.js";
import { approvalOption, colorOption, fleetOption, onFleetOptions, sandboxOption } from "./options.js";

/** What `codex exec` takes, as far as it makes sense for a thread that lives elsewhere. */
const NOT_ON_FLEETS = new Set([...runOnFleetOption.conflicts, "ask-for-approval"]);
const turnOptions: readonly OptionSpec[] = [
  fleetOption,
  ...onFleetOptions,
  ...execOptions.filter(({ name }) => !NOT_ON_FLEETS.has(name)),
  approvalOption,
];

const threadPositional: PositionalSpec = { name: "THREAD", required: true, summary: "Its id" };

/** `codex worker`: runs turns of a fleet. */
export const workerCommand: CommandSpec = {
  name: "worker",
  summary: "Take turns of a fleet and run them on this machine",
  description:
    "Model providers, keys, MCP servers and limits are those of this machine's configuration. On SIGTERM it takes no more turns, " +
    "lets those that run come to their end for a while, and hands the others over.",
  examples: [
    "codex worker --fleet nats://127.0.0.1:4222 --slots 8",
    "codex worker --fleet tls://nats.example.com:4222 --labels gpu,linux --limit gpu=2 --workspaces /var/lib/codex",
  ],
  options: [
    configOption,
    { name: "profile", short: "p", value: "NAME", summary: "Use a profile of config.toml" },
    fleetOption,
    { ...sandboxOption, summary: "The widest sandbox that turns may ask for (default: workspace-write)" },
    { name: "confined", summary: "Let nothing run outside of the sandbox, whoever approves it" },
    {
      name: "labels",
      value: "LABELS",
      multiple: true,
      commaSeparated: true,
      summary: "What this machine has that turns ask for",
    },
    {
      name: "limit",
      value: "LABEL=N",
      multiple: true,
      summary: "Let N turns with that label run at once in the whole fleet",
    },
    {
      name: "shared",
      value: "DIR",
      multiple: true,
      completes: "folders",
      summary: "A folder that all workers share: turns may ask to work in it",
    },
    { name: "slots", value: "N", summary: "How many turns run at once here (default: 4)" },
    {
      name: "workspaces",
      value: "DIR",
      completes: "folders",
      summary: "Where the workspaces of threads are (default: CODEX_HOME/fleet/workspaces)",
    },
    {
      name: "keep-workspaces",
      value: "DAYS",
      summary: "Remove workspaces that nobody has used for so long and that hold nothing of their own (default: 30)",
    },
    {
      name: "lease",
      value: "SECONDS",
      summary: "For a fleet that is set up by this: how long a worker that is silent keeps its turns (default: 20)",
    },
    { name: "drain", value: "SECONDS", summary: "How long turns may go on after SIGTERM (default: 30)" },
    {
      name: "outage",
      value: "SECONDS",
      summary: "How long turns wait for a server that is away before they are stopped (default: 60)",
    },
  ],
  load: () => import("../commands/worker.js"),
};

/** `codex fleet`: for people who have work for a fleet, or look after one. */
export const fleetCommand: CommandSpec = {
  name: "fleet",
  summary: "Give work to a fleet of workers, and look after it",
  options: [],
  commands: [
    {
      name: "run",
      summary: "Begin a thread on the fleet and show it until its turn ends",
      description: "Exit statuses are those of 'codex exec'. Others may answer its questions meanwhile.",
      examples: ['codex fleet run --fleet nats://127.0.0.1:4222 "add a test for the parser"'],
      options: turnOptions,
      positionals: [{ name: "PROMPT", summary: "What to do; '-' or nothing reads it from standard input" }],
      load: () => import("../commands/fleet-run.js"),
    },
    {
      name: "resume",
      summary: "Go on with a thread of the fleet",
      options: turnOptions,
      positionals: [
        threadPositional,
        { name: "PROMPT", summary: "What to do next; '-' or nothing reads it from standard input" },
      ],
      load: () => import("../commands/fleet-resume.js"),
    },
    {
      name: "logs",
      summary: "Show what a thread has said, from any point on",
      examples: ["codex fleet logs -f THREAD", "codex fleet logs --json --from 120 THREAD"],
      options: [
        configOption,
        fleetOption,
        { name: "follow", short: "f", summary: "Go on with what it says from now on, until Ctrl-C" },
        { name: "from", value: "SEQUENCE", summary: "Begin with that message of the log; --json shows their numbers" },
        { name: "json", summary: "Print a JSON line for each event, with what it belongs to" },
        colorOption,
      ],
      positionals: [threadPositional],
      load: () => import("../commands/fleet-logs.js"),
    },
    {
      name: "approve",
      summary: "Answer a question of a thread that waits for it",
      description: "Without a QUESTION, the only one that is open. 'codex fleet logs' shows the questions.",
      examples: ["codex fleet approve THREAD", "codex fleet approve THREAD QUESTION --deny"],
      options: [
        configOption,
        fleetOption,
        {
          name: "for-thread",
          conflicts: ["deny", "cancel"],
          summary: "Yes, and the same needs no question for the rest of the thread",
        },
        { name: "deny", conflicts: ["cancel"], summary: "No, but go on with the turn" },
        { name: "cancel", summary: "No, and stop the turn" },
      ],
      positionals: [threadPositional, { name: "QUESTION", summary: "Its id" }],
      load: () => import("../commands/fleet-approve.js"),
    },
    {
      name: "interrupt",
      summary: "Stop the turn of a thread, whether it runs or waits in the queue",
      options: [configOption, fleetOption],
      positionals: [threadPositional],
      load: () => import("../commands/fleet-interrupt.js"),
    },
    {
      name: "status",
      summary: "Show workers, threads and what waits",
      options: [configOption, fleetOption, { name: "json", summary: "Print JSON: workers, threads, queue" }],
      load: () => import("../commands/fleet-status.js"),
    },
  ],
};
