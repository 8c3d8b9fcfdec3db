import type { CommandSpec, PositionalSpec } from "./command-spec.js";
import { configOption } from "./config-option.js";
import { profileOption, threadOnServerOptions } from "./options.js";

const session: PositionalSpec = { name: "SESSION", required: true, summary: "Its id or name" };

/** Commands for saved sessions, other than resuming them. */
export const sessionCommands: readonly CommandSpec[] = [
  {
    name: "sessions",
    summary: "List saved sessions: id, last activity, name or first words",
    examples: ["codex sessions", 'codex sessions --all --search "parser" --json'],
    options: [
      configOption,
      { name: "search", value: "TEXT", summary: "Only those with TEXT in their name or first message" },
      { name: "all", summary: "Include the sessions of all folders" },
      { name: "archived", summary: "List archived sessions" },
      { name: "json", summary: "Print JSON" },
    ],
    load: () => import("../commands/sessions.js"),
  },
  {
    name: "queue",
    summary: "Queue a message for a thread of an app-server; its turn starts after the running one",
    description:
      "The server saves the message. If no turn is running and the thread is loaded there, its turn starts at once.",
    examples: ['codex queue --remote unix://PATH --thread docs --message "then update the changelog"'],
    options: [
      configOption,
      ...threadOnServerOptions,
      { name: "thread", value: "THREAD", summary: "Its id or name" },
      { name: "message", value: "TEXT", summary: "What to do" },
      { name: "resume", summary: "Load the thread and start at once, if no turn is running" },
      // For a background server, which Codex does not have: without --remote, the error says what to use instead.
      { name: "cd", short: "C", value: "DIR", conflicts: ["remote"], hidden: true, summary: "For a local server" },
      { ...profileOption, conflicts: ["remote"], hidden: true },
    ],
    load: () => import("../commands/queue.js"),
  },
  {
    name: "rename",
    summary: "Give a saved session a name",
    options: [configOption],
    positionals: [session, { name: "NAME", required: true, summary: "The name" }],
    load: () => import("../commands/rename.js"),
  },
  {
    name: "export",
    summary: "Print a saved session as Markdown",
    examples: ["codex export 1b9a1b5c-6f5e-4b7c-8f0a-0e3f5a9c2d11 > session.md"],
    options: [configOption],
    positionals: [session],
    load: () => import("../commands/export.js"),
  },
  {
    name: "archive",
    summary: "Archive a saved session: lists leave it out",
    examples: ["codex archive docs", "codex archive --remote unix://PATH docs"],
    options: [configOption, ...threadOnServerOptions],
    positionals: [session],
    load: () => import("../commands/archive.js"),
  },
  {
    name: "unarchive",
    summary: "Unarchive a session",
    options: [configOption, ...threadOnServerOptions],
    positionals: [session],
    load: () => import("../commands/unarchive.js"),
  },
  {
    name: "delete",
    summary: "Delete a saved session permanently, with the files saved for undo",
    options: [configOption, { name: "force", summary: "Without asking" }, ...threadOnServerOptions],
    positionals: [session],
    load: () => import("../commands/delete.js"),
  },
];
