import type { OptionSpec } from "./command-spec.js";
import { configOption } from "./config-option.js";

// Options that several commands share; each command lists those that it accepts.

/** With `config`, which is at the root, every command accepts these. */
export const globalOptions: readonly OptionSpec[] = [
  configOption,
  {
    name: "enable",
    value: "FEATURE",
    multiple: true,
    global: true,
    summary: "Switch a feature on for this run; 'codex features list' shows them",
  },
  { name: "disable", value: "FEATURE", multiple: true, global: true, summary: "Switch a feature off for this run" },
  { name: "strict-config", global: true, summary: "Refuse a config.toml with keys that Codex does not know" },
];

export const sandboxOption: OptionSpec = {
  name: "sandbox",
  short: "s",
  value: "MODE",
  choices: ["read-only", "workspace-write", "danger-full-access"],
  summary: "What the model's commands may write",
};

export const approvalOption: OptionSpec = {
  name: "ask-for-approval",
  short: "a",
  value: "POLICY",
  choices: ["untrusted", "on-failure", "on-request", "never"],
  conflicts: ["dangerously-bypass-approvals-and-sandbox"],
  summary: "When to ask before a command runs",
};

export const plainOption: OptionSpec = {
  name: "plain",
  summary: "Chat line by line without redrawing, for screen readers and simple terminals (also CODEX_PLAIN=1)",
};

/**
 * Accepted for scripts that disable features that we do not have: the alternate screen, a background server, sessions hidden from lists.
 */
export const needlessChatOptions: readonly OptionSpec[] = [
  { name: "no-alt-screen", hidden: true, summary: "No effect: the chat always uses the terminal's own screen" },
  { name: "no-daemon", hidden: true, summary: "No effect: without --remote, the work is always done in this process" },
];

/** Accepted for scripts; the output is always plain, complete text. */
export const needlessDoctorOptions: readonly OptionSpec[] = ["all", "ascii", "no-color"].map((name) => ({
  name,
  hidden: true,
  summary: "No effect: the output is always plain text with all details",
}));

/** These concern this machine, or are decided by the server's configuration. */
const NOT_FOR_SERVERS = [
  ...["config", "enable", "disable", "strict-config", "profile", "ignore-user-config", "ignore-rules", "trust"],
  ...["oss", "local-provider", "search", "add-dir", "dangerously-bypass-hook-trust"],
  ...["full-auto", "dangerously-bypass-approvals-and-sandbox", "plan", "max-turns", "max-tokens", "max-time"],
  ...["record", "replay", "worktree", "fleet", "last", "all"],
];

export const remoteOptions: readonly OptionSpec[] = [
  {
    name: "remote",
    value: "URL",
    summary: "Chat with the app-server at ws://HOST:PORT, wss://HOST or unix://PATH, which does the work",
  },
  {
    name: "remote-token-file",
    value: "FILE",
    completes: "files",
    summary: "The file with the server's token (default: CODEX_APP_SERVER_TOKEN)",
  },
  {
    name: "remote-auth-token-env",
    value: "VARIABLE",
    conflicts: ["remote-token-file"],
    summary: "The variable with the server's token",
  },
];

/** For a prompt that an app-server runs; everything else is decided by its own configuration. */
export const runOnServerOptions: readonly OptionSpec[] = remoteOptions.map((option) =>
  option.name === "remote"
    ? {
        ...option,
        conflicts: NOT_FOR_SERVERS,
        summary: "Have the app-server at ws://HOST:PORT, wss://HOST or unix://PATH run it",
      }
    : option,
);

/** For a command about a thread that a server has. */
export const threadOnServerOptions: readonly OptionSpec[] = remoteOptions.map((option) =>
  option.name === "remote"
    ? { ...option, summary: "The app-server that has the thread: ws://HOST:PORT, wss://HOST or unix://PATH" }
    : option,
);

export const fullAutoOption: OptionSpec = {
  name: "full-auto",
  summary: "Work without asking inside the workspace: -a on-failure, --sandbox workspace-write",
};

export const approveForMeOption: OptionSpec = {
  name: "approve-for-me",
  conflicts: ["sandbox", "ask-for-approval", "full-auto", "dangerously-bypass-approvals-and-sandbox"],
  summary: "Work inside the workspace; a model decides in your place about requests for more",
};

export const colorOption: OptionSpec = {
  name: "color",
  value: "WHEN",
  choices: ["always", "never", "auto"],
  summary: "Colour the output",
};

export const profileOption: OptionSpec = {
  name: "profile",
  short: "p",
  value: "NAME",
  pattern: /^[^/\\\s]+$/,
  summary: "Use a profile: NAME.config.toml in CODEX_HOME, or [profiles.NAME] of config.toml",
};

export const imageOption: OptionSpec = {
  name: "image",
  short: "i",
  value: "FILE",
  multiple: true,
  takesSeveral: true,
  completes: "files",
  summary: "Attach an image, or several separated by commas; the model can open others itself (view_image)",
};

/** The options of a new conversation, accepted by every command that talks to the model. */
export const sessionOptions: readonly OptionSpec[] = [
  configOption,
  imageOption,
  { name: "model", short: "m", value: "MODEL", summary: "The model to ask" },
  { name: "oss", summary: "Use a model on this machine, through Ollama or LM Studio" },
  {
    name: "local-provider",
    value: "NAME",
    choices: ["ollama", "lmstudio"],
    summary: "The program that serves the local model (default: 'oss_provider' in config.toml, or ollama)",
  },
  profileOption,
  sandboxOption,
  fullAutoOption,
  approveForMeOption,
  {
    name: "dangerously-bypass-approvals-and-sandbox",
    aliases: ["yolo"],
    conflicts: ["full-auto"],
    summary: "No questions and no sandbox: only for machines that are sandboxed themselves",
  },
  { name: "cd", short: "C", value: "DIR", completes: "folders", summary: "The folder to work in" },
  {
    name: "add-dir",
    value: "DIR",
    multiple: true,
    completes: "folders",
    summary: "An additional writable folder",
  },
  {
    name: "search",
    summary: "Let the model search the web; [tools.web_fetch] in config.toml decides which pages it may read",
  },
  {
    name: "dangerously-bypass-hook-trust",
    summary: "Run untrusted hooks too: only if you know all of them",
  },
];

export const fleetOption: OptionSpec = {
  name: "fleet",
  value: "URL",
  summary: "The fleet: nats://HOST:PORT of its NATS server (also CODEX_FLEET)",
};

const labelOption: OptionSpec = {
  name: "label",
  value: "LABEL",
  summary: "On the fleet: only workers with this label take the turn",
};

/** For commands that start a session. */
export const worktreeOption: OptionSpec = {
  name: "worktree",
  inlineValue: "NAME",
  pattern: /^\w[\w.-]{0,63}$/,
  summary: "Work in a separate Git work tree in CODEX_HOME/worktrees; an existing NAME is used again",
};

/** For a prompt that a fleet's worker runs. */
export const onFleetOptions: readonly OptionSpec[] = [
  labelOption,
  {
    name: "repo",
    value: "URL",
    conflicts: ["shared"],
    summary: "On the fleet: work in a clone of URL instead of a copy of this repository",
  },
  { name: "ref", value: "REF", summary: "With --repo: the branch, tag or commit" },
  { name: "shared", value: "DIR", summary: "On the fleet: work in a folder that its workers share" },
  {
    name: "apply",
    conflicts: ["repo", "shared"],
    summary: "On the fleet: apply the turn's changes to this working tree",
  },
];

export const allOption: OptionSpec = {
  name: "all",
  summary: "Look for the session in all folders, not only in this one",
};

export const lastOption: OptionSpec = {
  name: "last",
  summary: "Use the latest session of this folder without asking",
};
