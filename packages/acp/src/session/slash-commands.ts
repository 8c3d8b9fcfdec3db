import {
  approvalPolicyName,
  gitRepositoryRoot,
  joinShellWords,
  type Thread,
  type TurnInfo,
  type UserInput,
} from "@codex/core";
import type { AvailableCommand } from "../wire/session-update.js";
import { goalCommand } from "./goal-command.js";

/** The result of a command: a turn that it started, a prompt for the model, a text to show, or the state of a goal to pursue. */
export type CommandOutcome =
  | { readonly type: "turn"; readonly turn: TurnInfo }
  | { readonly type: "prompt"; readonly input: readonly UserInput[] }
  | { readonly type: "said" | "goal"; readonly text: string };

interface SlashCommand extends AvailableCommand {
  /** Default: available in every thread. */
  isThere?(thread: Thread): boolean;
  /** `argument`: the text after the name, or `""`. */
  run(thread: Thread, argument: string): CommandOutcome | Promise<CommandOutcome>;
}

const INIT_PROMPT = `Write a file AGENTS.md for whoever works on this repository next. Look at it first: what it is, how it is built, run and
tested, where things are, which habits its code has. Keep the file short and true, with the commands that work. If there is one
already, improve it instead of starting over.`;

/** The commands that can be typed as `/name`. */
const COMMANDS: readonly SlashCommand[] = [
  {
    name: "compact",
    description: "Replace the conversation so far with a summary, to make room",
    run: async (thread) => ({ type: "turn", turn: await thread.compact() }),
  },
  {
    name: "review",
    description: "Review the uncommitted changes, or what you describe",
    input: { hint: "what to review, in words" },
    run: reviewCommand,
  },
  {
    name: "init",
    description: "Write an AGENTS.md with instructions for this repository",
    run: () => ({ type: "prompt", input: [{ type: "text", text: INIT_PROMPT }] }),
  },
  {
    name: "goal",
    description: "Work towards a goal, turn after turn; without text, show the goal",
    input: { hint: "the goal; or pause, go, budget NUMBER, clear" },
    isThere: ({ goal }) => goal !== undefined,
    run: async (thread, argument) => {
      const { goal } = thread;
      if (goal === undefined)
        return { type: "said", text: "Goals are off; switch them on with `codex features enable goals`." };
      return goalCommand(thread, goal, argument);
    },
  },
  {
    name: "status",
    description: "Show model, folder, approvals and sandbox of this session",
    run: (thread) => ({ type: "said", text: statusOf(thread) }),
  },
  {
    name: "mcp",
    description: "List the tools of the MCP servers",
    run: (thread) => ({ type: "said", text: toolsOf(thread) }),
  },
];

export function availableCommands(thread: Thread): AvailableCommand[] {
  const there = COMMANDS.filter(({ isThere }) => isThere?.(thread) !== false);
  return there.map(({ run: _run, isThere: _isThere, ...command }) => command);
}

/** Runs a prompt that is a command; undefined if it is not one. */
export async function runSlashCommand(
  thread: Thread,
  input: readonly UserInput[],
): Promise<CommandOutcome | undefined> {
  const [first] = input;
  if (input.length !== 1 || first?.type !== "text") return undefined;
  const [, name, argument = ""] = /^\/([\w-]+)(?:\s([\s\S]*))?$/.exec(first.text.trim()) ?? [];
  const command = COMMANDS.find((each) => each.name === name);
  if (argument !== "" && command?.input === undefined) return undefined;
  return command?.run(thread, argument.trim());
}

async function reviewCommand(thread: Thread, argument: string): Promise<CommandOutcome> {
  if (argument !== "") return { type: "turn", turn: await thread.review({ type: "custom", instructions: argument }) };
  const { cwd } = thread.settings;
  if ((await gitRepositoryRoot(cwd)) === undefined)
    return {
      type: "said",
      text: `Nothing to review: ${cwd} is not in a Git repository. Say what to look at: /review WORDS`,
    };
  return { type: "turn", turn: await thread.review({ type: "uncommitted" }) };
}

function statusOf({ id, settings, rolloutPath }: Thread): string {
  const rows = [
    ["Model", `${settings.model}${settings.effort === undefined ? "" : ` (${settings.effort})`}`],
    ["Folder", joinShellWords([settings.cwd])],
    ["Approvals", approvalPolicyName(settings.approvalPolicy)],
    ["Sandbox", settings.sandboxPolicy.mode],
    ["Session", id],
    ...(rolloutPath === undefined ? [] : [["Saved in", rolloutPath]]),
  ];
  return rows.map(([name, value]) => `- ${name}: \`${value}\``).join("\n");
}

function toolsOf({ mcpTools }: Thread): string {
  const names = Object.keys(mcpTools);
  return names.length === 0 ? "No MCP server offers a tool." : names.map((name) => `- \`${name}\``).join("\n");
}
