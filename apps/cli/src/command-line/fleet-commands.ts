import type { CommandSpec, OptionSpec, PositionalSpec } from "./command-spec.js";
import { configOption } from "./config-option.js";
import { execOptions, runOnFleetOption } from "./exec-command.js";
import { approvalOption, colorOption, fleetOption, onFleetOptions, sandboxOption } from "./options.js";

/** The options of `codex exec` that apply to threads that run elsewhere. */
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
  summary: "Run turns of a fleet on this machine",
  description:
    "Model providers, keys, MCP servers and limits are those of this machine's configuration. On SIGTERM it takes no more turns, " +
    "gives running turns some time to finish (--drain), and hands the others over to other workers.",
  examples: [
    "codex worker --fleet nats://127.0.0.1:4222 --slots 8",
    "codex worker --fleet tls://nats.example.com:4222 --labels gpu,linux --limit gpu=2 --workspaces /var/lib/codex",
  ],
  options: [
    configOption,
    { name: "profile", short: "p", value: "NAME", summary: "Use a profile of config.toml" },
    fleetOption,
    { ...sandboxOption, summary: "The widest sandbox that turns may ask for (default: workspace-write)" },
    { name: "confined", summary: "Run nothing outside of the sandbox, even if it is approved" },
    {
      name: "labels",
      value: "LABELS",
      multiple: true,
      commaSeparated: true,
      summary: "The labels of this machine, which turns can require",
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
      summary: "Remove workspaces that were unused for so many days and contain no unsaved work (default: 30)",
    },
    {
      name: "lease",
      value: "SECONDS",
      summary: "If this worker sets up the fleet: how many seconds a silent worker keeps its turns (default: 20)",
    },
    { name: "drain", value: "SECONDS", summary: "How many seconds turns may continue after SIGTERM (default: 30)" },
    {
      name: "outage",
      value: "SECONDS",
      summary: "How many seconds turns wait for an unreachable server before they are stopped (default: 60)",
    },
  ],
  load: () => import("../commands/worker.js"),
};

/** `codex fleet`: gives work to a fleet, and manages it. */
export const fleetCommand: CommandSpec = {
  name: "fleet",
  summary: "Run threads on a fleet of workers, and manage them",
  options: [],
  commands: [
    {
      name: "run",
      summary: "Start a thread on the fleet and follow it until its turn ends",
      description: "Exit statuses are those of 'codex exec'. Others may answer its questions meanwhile.",
      examples: ['codex fleet run --fleet nats://127.0.0.1:4222 "add a test for the parser"'],
      options: turnOptions,
      positionals: [{ name: "PROMPT", summary: "What to do; '-' or no prompt reads it from standard input" }],
      load: () => import("../commands/fleet-run.js"),
    },
    {
      name: "resume",
      summary: "Continue a thread of the fleet",
      options: turnOptions,
      positionals: [
        threadPositional,
        { name: "PROMPT", summary: "What to do next; '-' or no prompt reads it from standard input" },
      ],
      load: () => import("../commands/fleet-resume.js"),
    },
    {
      name: "logs",
      summary: "Show the events of a thread, from any point on",
      examples: ["codex fleet logs -f THREAD", "codex fleet logs --json --from 120 THREAD"],
      options: [
        configOption,
        fleetOption,
        { name: "follow", short: "f", summary: "Follow new events until Ctrl-C" },
        { name: "from", value: "SEQUENCE", summary: "Start with message NUMBER of the log; --json shows the numbers" },
        { name: "json", summary: "Print a JSON line for each event, with its thread, turn and number" },
        colorOption,
      ],
      positionals: [threadPositional],
      load: () => import("../commands/fleet-logs.js"),
    },
    {
      name: "approve",
      summary: "Answer an open question of a thread",
      description: "Without QUESTION, answers the only open one. 'codex fleet logs' shows the questions.",
      examples: ["codex fleet approve THREAD", "codex fleet approve THREAD QUESTION --deny"],
      options: [
        configOption,
        fleetOption,
        {
          name: "for-thread",
          conflicts: ["deny", "cancel"],
          summary: "Approve, and do not ask about the same again in this thread",
        },
        { name: "deny", conflicts: ["cancel"], summary: "Deny, but continue the turn" },
        { name: "cancel", summary: "Deny, and stop the turn" },
      ],
      positionals: [threadPositional, { name: "QUESTION", summary: "Its id" }],
      load: () => import("../commands/fleet-approve.js"),
    },
    {
      name: "interrupt",
      summary: "Stop a thread's turn, running or queued",
      options: [configOption, fleetOption],
      positionals: [threadPositional],
      load: () => import("../commands/fleet-interrupt.js"),
    },
    {
      name: "status",
      summary: "Show workers, threads and the queue",
      options: [configOption, fleetOption, { name: "json", summary: "Print JSON: workers, threads, queue" }],
      load: () => import("../commands/fleet-status.js"),
    },
  ],
};
