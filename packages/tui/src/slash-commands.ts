import type { Chat } from "./chat.js";

/** A command that is typed in the chat. */
export interface SlashCommand {
  readonly name: string;
  readonly summary: string;
  readonly run: (chat: Chat, argument: string) => void | Promise<void>;
}

export const slashCommands: readonly SlashCommand[] = [
  {
    name: "model",
    summary: "show or choose the model: /model gpt-5 high",
    run: (chat, text) => chat.chooseModel(text),
  },
  {
    name: "approvals",
    summary: "show or choose what needs your approval: /approvals auto",
    run: (chat, text) => chat.chooseApprovals(text),
  },
  { name: "new", summary: "start a new conversation", run: (chat) => chat.startNew() },
  { name: "init", summary: "let codex write an AGENTS.md for this project", run: (chat) => chat.send(INIT_PROMPT) },
  { name: "compact", summary: "replace the conversation by a summary, to make room", run: (chat) => chat.compact() },
  { name: "diff", summary: "show what has changed since the last commit", run: (chat) => chat.showDiff() },
  { name: "mention", summary: "name a file: goes on after @ with Tab", run: (chat) => chat.mention() },
  { name: "status", summary: "show settings, session and tokens", run: (chat) => chat.showStatus() },
  { name: "mcp", summary: "list the tools of MCP servers", run: (chat) => chat.listTools() },
  { name: "logout", summary: "forget the login and quit", run: (chat) => chat.logout() },
  { name: "help", summary: "show this list", run: (chat) => chat.showHelp() },
  { name: "quit", summary: "end the chat (also Ctrl-D)", run: (chat) => chat.quit() },
];

/** Other names. */
const ALIASES: Readonly<Record<string, string>> = { exit: "quit", q: "quit", clear: "new" };

export function findSlashCommand(name: string): SlashCommand | undefined {
  const wanted = ALIASES[name] ?? name;
  return slashCommands.find((command) => command.name === wanted);
}

const INIT_PROMPT =
  "Write a file AGENTS.md at the root of this project for contributors who work on it with tools like you. Look at the " +
  "project first. Say how it is laid out, how to build, run and test it, which conventions its code and commits follow, " +
  "and what to be careful with. Only what is true of this project, at most a page. If there is an AGENTS.md, improve it.";
