import { approvalPresets } from "../presets.js";
import { themeNames } from "../text/theme.js";
import type { App } from "./app.js";

/** A command that is typed in the chat. */
export interface SlashCommand {
  readonly name: string;
  readonly summary: string;
  /** Other names by which it can be found. */
  readonly aliases?: readonly string[];
  /** Not available while a turn is running. */
  readonly needsRest?: boolean;
  /** What its argument is, if it does nothing without one. */
  readonly needsArgument?: string;
  /** Possible arguments: these, or the names of models. */
  readonly values?: readonly CommandValue[] | "models";
  /** Whether other arguments are accepted, too. */
  readonly takesOthers?: boolean;
  readonly run: (app: App, argument: string) => void | Promise<void>;
}

export interface CommandValue {
  readonly name: string;
  readonly about: string;
}

type More = Pick<SlashCommand, "aliases" | "needsRest" | "needsArgument" | "values" | "takesOthers">;

const command = (name: string, summary: string, run: SlashCommand["run"], more: More = {}): SlashCommand => ({
  name,
  summary,
  run,
  ...more,
});

/** Loads the implementation on first use. */
const lazily =
  (load: () => Promise<SlashCommand["run"]>): SlashCommand["run"] =>
  async (app, argument) =>
    (await load())(app, argument);

const named = (...names: readonly string[]): readonly CommandValue[] => names.map((name) => ({ name, about: "" }));

const about = () => import("./commands/info.js");
const answers = () => import("./commands/export.js");
const conversation = () => import("./commands/conversation.js");
const running = () => import("./commands/running.js");
const settings = () => import("./commands/settings.js");

export const slashCommands: readonly SlashCommand[] = [
  command(
    "model",
    "choose the model and how much it thinks",
    lazily(async () => (await settings()).chooseModel),
    { values: "models", takesOthers: true },
  ),
  command(
    "approvals",
    "choose what needs your approval",
    lazily(async () => (await settings()).chooseApprovals),
    { aliases: ["permissions"], values: approvalPresets.map(({ name, summary }) => ({ name, about: summary })) },
  ),
  command(
    "plan",
    "plan without changing anything; /plan go carries the plan out, /plan off ends it",
    lazily(async () => (await import("./plan-mode.js")).planCommand),
    { values: named("go", "off"), takesOthers: true },
  ),
  command(
    "goal",
    "work towards a goal, turn after turn; or pause, go, budget NUMBER, clear",
    lazily(async () => (await import("./commands/goal.js")).goal),
    { values: named("pause", "go", "budget", "clear"), takesOthers: true },
  ),
  command(
    "side",
    "ask a side question; the conversation and a running turn are not affected",
    (app, question) => app.asides.ask(question),
    { aliases: ["btw"], needsArgument: "QUESTION" },
  ),
  command(
    "new",
    "start a new conversation",
    lazily(async () => (await conversation()).startNew),
  ),
  command(
    "clear",
    "start a new conversation, and let start hooks know that this one was cleared",
    lazily(async () => (await conversation()).startCleared),
  ),
  command(
    "resume",
    "continue an earlier conversation, by id, by name or from a list; all: of any folder",
    lazily(async () => (await conversation()).resume),
    { values: [{ name: "all", about: "those of all folders" }], takesOthers: true },
  ),
  command(
    "fork",
    "continue in a copy of the conversation",
    lazily(async () => (await conversation()).fork),
    { needsRest: true },
  ),
  command(
    "cd",
    "continue in another folder, in a copy of the conversation",
    lazily(async () => (await import("./commands/change-folder.js")).changeFolder),
    { needsRest: true },
  ),
  command(
    "rename",
    "give the conversation a name",
    lazily(async () => (await conversation()).rename),
    { needsArgument: "NAME" },
  ),
  command(
    "archive",
    "archive the conversation and start a new one",
    lazily(async () => (await conversation()).archive),
    { needsRest: true },
  ),
  command(
    "delete",
    "delete the conversation permanently and start a new one",
    lazily(async () => (await conversation()).deleteForGood),
    { needsRest: true },
  ),
  command(
    "compact",
    "replace the conversation with a summary, to make room",
    lazily(async () => (await conversation()).compact),
    { needsRest: true },
  ),
  command(
    "undo",
    "undo the latest turn: both, conversation or files",
    lazily(async () => (await conversation()).undo),
    { needsRest: true, values: named("both", "conversation", "files") },
  ),
  command(
    "review",
    "review uncommitted changes, changes since a branch (base), a commit, or what you describe",
    lazily(async () => (await import("./commands/review.js")).review),
    {
      needsRest: true,
      values: [
        { name: "base", about: "the changes on top of a branch" },
        { name: "commit", about: "the changes of one commit" },
      ],
      takesOthers: true,
    },
  ),
  command(
    "diff",
    "show what has changed since the last commit",
    lazily(async () => (await about()).showDiff),
  ),
  command(
    "status",
    "show settings, session and tokens",
    lazily(async () => (await about()).showStatus),
  ),
  command(
    "mcp",
    "list the tools and prompts of MCP servers",
    lazily(async () => (await about()).listTools),
  ),
  command(
    "skills",
    "list skills; use one with $NAME in a message",
    lazily(async () => (await about()).listSkills),
  ),
  command(
    "hooks",
    "list hooks; trust them, or switch them on or off",
    lazily(async () => (await import("./commands/hooks.js")).hooks),
  ),
  command("mention", "mention a file of this folder", (app) => app.draft.insert("@")),
  command(
    "init",
    "let codex write an AGENTS.md for this project",
    lazily(async () => (await conversation()).init),
  ),
  command(
    "ps",
    "list the terminals that the model left running",
    lazily(async () => (await running()).listTerminals),
  ),
  command(
    "stop",
    "stop the turn (also Esc); /stop 3: terminal 3, /stop all: all terminals",
    lazily(async () => (await running()).stop),
  ),
  command(
    "copy",
    "copy the last answer; /copy 2: its second code block",
    lazily(async () => (await answers()).copy),
  ),
  command(
    "export",
    "write the conversation to a Markdown file",
    lazily(async () => (await answers()).exportConversation),
  ),
  command(
    "theme",
    "choose colours: auto, dark, light, safe",
    lazily(async () => (await settings()).chooseTheme),
    { values: named(...themeNames) },
  ),
  command(
    "notify",
    "notify you of questions and of the end of a turn while the window has no focus: on, off",
    lazily(async () => (await settings()).notify),
    { values: named("on", "off") },
  ),
  command(
    "statusline",
    "choose what the status line shows",
    lazily(async () => (await import("./commands/status-line.js")).changeStatusLine),
  ),
  command(
    "vim",
    "switch between vi keys and shell keys for drafts",
    lazily(async () => (await settings()).useVim),
  ),
  command(
    "plain",
    "continue line by line without redrawing, for screen readers",
    lazily(async () => (await settings()).makePlain),
  ),
  command(
    "keys",
    "list the keys",
    lazily(async () => (await about()).showKeys),
    { aliases: ["keymap", "shortcuts"] },
  ),
  command(
    "logout",
    "delete the login and quit",
    lazily(async () => (await settings()).logout),
  ),
  command(
    "help",
    "list commands and keys",
    lazily(async () => (await about()).showHelp),
  ),
  command("quit", "end the chat (also Ctrl-D)", (app) => app.host.leave(), { aliases: ["exit", "q"] }),
];

/** The prefix of MCP prompts, which the engine handles. */
const PROMPTS = "/mcp__";

/** Whether a draft is a chat command; anything else that starts with `/` is sent to the model. */
export const isSlashCommand = (text: string): boolean =>
  /^\/[a-z][\w-]*(?:\s|$)/.test(text) && !text.includes("\n") && !text.startsWith(PROMPTS);

export function findSlashCommand(name: string): SlashCommand | undefined {
  return slashCommands.find((one) => one.name === name || one.aliases?.includes(name));
}
