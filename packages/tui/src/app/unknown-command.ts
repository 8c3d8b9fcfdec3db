import { nearestName } from "@codex/core";
import { slashCommands } from "./slash-commands.js";

/** Commands of current Codex versions that do not exist here, with what to do instead. */
const INSTEAD: Readonly<Record<string, string>> = {
  agents: "/resume lists the sessions, /fork copies this one",
  approve: "tell codex to try it again; /approvals decides what you are asked about",
  config: "settings are in config.toml; /model, /approvals, /theme and /statusline choose for this chat",
  daemon: "the work is done in this process; 'codex --remote URL' chats with a server",
  experimental: "'codex features enable NAME' switches a feature on for later chats",
  ide: "/mention names a file",
  import: "'codex app-server' imports for its clients, such as editors",
  memories: "what codex should always know belongs into AGENTS.md; /init writes one",
  plugins: "/skills, /hooks and /mcp show what is set up",
  presets: "skills are prompts to use again; /skills lists them",
  pwd: "/status shows the folder",
  raw: "/plain shows text without redrawing, for copying",
  rc: "'codex app-server --listen URL' serves clients elsewhere",
  recap: "ask codex for a summary; /compact makes one that replaces the conversation",
  title: "the window's title shows the folder and whether codex works or waits for you",
  tui: "/plain chats line by line",
  warnings: "warnings are printed where they happen, in the conversation",
  worktree: "'codex --worktree' starts a chat in a new Git work tree",
};

/** The message about an unknown command: what to do instead, or the nearest name. */
export function unknownCommand(name: string): string {
  return `there is no command /${name}; ${adviceOn(name)} Nothing was sent.`;
}

function adviceOn(name: string): string {
  if (Object.hasOwn(INSTEAD, name)) return `${INSTEAD[name]}.`;
  const nearest = nearestName(
    name,
    slashCommands.flatMap((one) => [one.name, ...(one.aliases ?? [])]),
  );
  return nearest === undefined ? "/help lists them." : `did you mean /${nearest}?`;
}
