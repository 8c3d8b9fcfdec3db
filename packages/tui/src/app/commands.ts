import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { Item } from "@codex/core";
import { colouredDiff, configSummary } from "@codex/terminal";
import { codeBlocks } from "../markdown/code-blocks.js";
import { approvalPresets, reasoningEfforts } from "../presets.js";
import { editKeys } from "../state/edit-keys.js";
import { actions } from "../state/key-map.js";
import { EMPTY, fromKit, safe, safeLine, safeName } from "../text/safe.js";
import { themeNames } from "../text/theme.js";
import { kitStyle } from "../view/look.js";
import type { App } from "./app.js";
import { contextLeft } from "./context-left.js";
import { approvalsName } from "./settings.js";
import { slashCommands } from "./slash-commands.js";

/** Models that are offered; any other can be named. */
const MODELS: readonly (readonly [name: string, about: string])[] = [
  ["gpt-5", "general work"],
  ["gpt-5-codex", "made for code"],
  ["gpt-5-mini", "quick and cheap"],
  ["o3", "thinks long"],
  ["o4-mini", "thinks, and is quick"],
  ["gpt-4.1", "long context, does not think"],
];

/** More of a diff is shown on a screen of its own. */
const MAX_DIFF_LINES = 60;

export async function chooseModel(app: App, argument: string): Promise<void> {
  const { settings } = app;
  const [named, effortName] = argument.split(/\s+/).filter((word) => word !== "");
  const models = MODELS.some(([name]) => name === settings.model)
    ? MODELS
    : [[settings.model, "in use"] as const, ...MODELS];
  const model =
    named ??
    (await app.dialogs.choose(
      "model",
      models.map(([name, about]) => ({
        name,
        detail: name === settings.model ? `${about} (in use)` : about,
        value: name,
      })),
      models.findIndex(([name]) => name === settings.model),
    ));
  if (model === undefined) return app.tell(["the model stays as it is"]);
  const wanted = reasoningEfforts.find((name) => name === effortName);
  if (effortName !== undefined && wanted === undefined) {
    return app.tell([`reasoning effort is one of ${reasoningEfforts.join(", ")}`]);
  }
  const effort =
    wanted ??
    (named === undefined
      ? await app.dialogs.choose(
          "how much it thinks",
          reasoningEfforts.map((name) => ({ name, detail: "", value: name })),
          reasoningEfforts.indexOf(settings.effort),
        )
      : settings.effort);
  app.change({ model, effort: effort ?? settings.effort });
  app.tell([`from the next turn on: ${model}, reasoning effort ${app.settings.effort}`]);
}

export async function chooseApprovals(app: App, argument: string): Promise<void> {
  const now = approvalsName(app.settings);
  const name =
    argument !== ""
      ? argument
      : await app.dialogs.choose(
          "what needs your approval",
          approvalPresets.map((one) => ({ name: one.name, detail: one.summary, value: one.name })),
          approvalPresets.findIndex((one) => one.name === now),
        );
  const preset = approvalPresets.find((one) => one.name === name);
  if (preset === undefined) {
    return app.tell(
      name === undefined ? [`it stays: ${now}`] : [`presets are ${approvalPresets.map((one) => one.name).join(", ")}`],
    );
  }
  app.change({ approvalPolicy: preset.approvalPolicy, sandboxPolicy: preset.sandboxPolicy });
  app.tell([`from the next turn on: ${preset.name}: ${preset.summary}`]);
}

export async function startNew(app: App): Promise<void> {
  const { id, isSaved } = app.thread;
  const before = app.outbox.hasSent && isSaved ? [`the one before: codex resume ${id}`] : [];
  await app.open();
  app.tell(["a new conversation", ...before]);
}

export async function resume(app: App): Promise<void> {
  const { chooseSession } = await import("./sessions.js");
  const found = await chooseSession(app, app.thread.id);
  if (found.type === "none") return app.tell([found.message]);
  await app.open({ resumePath: found.path });
}

/** A name by which lists show the conversation. */
export async function rename(app: App, argument: string): Promise<void> {
  const { fileThreadStore } = await import("@codex/core");
  await fileThreadStore(app.loaded.config.codexHome).rename(app.thread.id, argument);
  app.tell([`this conversation is now called ${argument}`]);
}

export function compact(app: App): void {
  app.thread.compact();
}

/** Takes the latest turn back. */
export async function undo(app: App, argument: string): Promise<void> {
  const what =
    UNDO.find(({ value }) => value === argument)?.value ??
    (argument === "" ? await app.dialogs.choose("undo", UNDO) : undefined);
  if (what === undefined)
    return app.tell([argument === "" ? "nothing was undone" : "/undo, /undo conversation, /undo files"]);
  const last = app.printer.view.turns.at(-1);
  if (last === undefined) return app.tell(["there is nothing to undo"]);
  const { files } = await app.thread.revert({ beforeTurnId: last.id, what });
  app.tell([
    what === "files" ? "the files are as they were before the latest turn" : "the latest turn is taken back",
    ...(files?.restored ?? []).map((file) => `  as it was: ${file}`),
    ...(files?.deleted ?? []).map((file) => `  removed: ${file}`),
    ...(files?.skipped ?? []).map(({ path: file, reason }) => `  left as it is: ${file} (${reason})`),
  ]);
}

const UNDO = [
  { name: "both", detail: "the latest turn and what it did to files", value: "both" },
  { name: "conversation", detail: "files stay as they are", value: "conversation" },
  { name: "files", detail: "the conversation stays as it is", value: "files" },
] as const;

export function init(app: App): void {
  app.send({ text: INIT_PROMPT, images: [] });
}

const INIT_PROMPT =
  "Write a file AGENTS.md at the root of this project for contributors who work on it with tools like you. Look at the " +
  "project first. Say how it is laid out, how to build, run and test it, which conventions its code and commits follow, " +
  "and what to be careful with. Only what is true of this project, at most a page. If there is an AGENTS.md, improve it.";

/** What is not committed, or what the words say. */
export function review(app: App, argument: string): void {
  app.thread.review(argument === "" ? { type: "uncommitted" } : { type: "custom", instructions: argument });
}

export async function showDiff(app: App): Promise<void> {
  const { gitWorkingTreeDiff } = await import("@codex/core");
  const { cwd } = app.loaded.config;
  const { env, signal } = app.host;
  const diff = await gitWorkingTreeDiff({ cwd, env, signal });
  if (diff === undefined) return app.tell([`${cwd} is not in a Git repository`]);
  if (diff === "") return app.tell(["no changes"]);
  const lines = colouredDiff(diff, kitStyle(app.look.paint)).split("\n");
  if (lines.length > MAX_DIFF_LINES) app.host.showText("changes since the last commit", () => lines);
  else app.print([EMPTY, ...fromKit(lines)]);
}

export async function showStatus(app: App): Promise<void> {
  const { config, engine } = app.loaded;
  const { model, effort, approvalPolicy, sandboxPolicy } = app.settings;
  const now = { ...config, model, modelReasoningEffort: effort, approvalPolicy, sandboxPolicy };
  const login = await engine.auth.current().catch(() => undefined);
  const total = app.printer.usage?.total;
  const tokens =
    total === undefined ? "none yet" : `${total.totalTokens} (${total.inputTokens} in, ${total.outputTokens} out)`;
  app.tell(
    table([
      ...configSummary(now),
      ["preset", approvalsName(app.settings)],
      ["login", login === undefined ? "none" : login.mode === "chatgpt" ? "ChatGPT" : "API key"],
      ["session", app.thread.id],
      ["tokens", tokens],
      ["context", contextOf(app)],
    ]),
  );
}

function contextOf(app: App): string {
  const left = contextLeft(app);
  return left === undefined ? "the model's is not known" : `${left.percent}% of ${left.window} tokens left`;
}

export function listTools(app: App): void {
  const tools = Object.entries(app.thread.mcpTools);
  const { paint } = app.look;
  const lines = tools.map(([name, { description = "" }]) => {
    const [summary = ""] = description.split("\n");
    return safe`  ${paint.bold(safeName(name))} ${paint.dim(safeLine(summary))}`;
  });
  const none = paint.dim(safe`  none; servers are set in config.toml under [mcp_servers.NAME]`);
  app.print([paint.bold(safe`tools of MCP servers`), ...(lines.length === 0 ? [none] : lines)]);
}

export async function copy(app: App, argument: string): Promise<void> {
  const text = app.printer.ended.findLast((item) => item.kind === "agent-message")?.text;
  if (text === undefined) return app.tell(["there is no answer yet"]);
  const blocks = codeBlocks(text);
  if (argument !== "" && !/^\d+$/.test(argument)) return app.tell(["/copy, or /copy NUMBER for a code block of it"]);
  const block = argument === "" ? undefined : blocks[Number(argument) - 1];
  if (argument !== "" && block === undefined) return app.tell([`the last answer has ${blocks.length} code blocks`]);
  app.tell([await app.host.copy(block ?? text)]);
}

export async function exportConversation(app: App, argument: string): Promise<void> {
  const name = argument === "" ? `codex-${app.thread.id.slice(0, 8)}.md` : argument;
  const file = path.resolve(app.loaded.config.cwd, name);
  // A file that is there is somebody's.
  await writeFile(
    file,
    app.printer.ended
      .map(asMarkdown)
      .filter((part) => part !== "")
      .join("\n\n"),
    { flag: "wx", mode: 0o600 },
  );
  app.tell([`written to ${file}`]);
}

function asMarkdown(item: Item): string {
  switch (item.kind) {
    case "user-message":
      return `## You\n\n${item.content.flatMap((part) => (part.type === "text" ? [part.text] : ["(image)"])).join("\n")}`;
    case "agent-message":
      return `## Codex\n\n${item.text}`;
    case "proposed-plan":
      return `## Plan\n\n${item.text}`;
    case "command": {
      const fence = "````";
      return `${fence}console\n$ ${item.command.at(-1) ?? ""}\n${item.output.aggregated.trimEnd()}\n${fence}`;
    }
    case "patch":
      return item.changes.map(({ path: file, type }) => `- ${type} \`${file}\``).join("\n");
    default:
      return "";
  }
}

export async function chooseTheme(app: App, argument: string): Promise<void> {
  const theme =
    themeNames.find((name) => name === argument) ??
    (await app.dialogs.choose(
      "colours",
      themeNames.map((name) => ({ name, detail: THEMES[name], value: name })),
    ));
  if (theme === undefined) return;
  app.host.setTheme(theme);
  app.tell([`colours: ${theme}. To keep it, in config.toml: [tui] theme = "${theme}"`]);
}

const THEMES = {
  auto: "by the terminal's background",
  dark: "for a dark background",
  light: "for a light background",
  safe: "nothing is told by red and green",
} as const;

export async function logout(app: App): Promise<void> {
  const removed = await app.loaded.engine.auth.logout();
  app.tell([removed ? "logged out" : "there was no login"]);
  app.host.leave();
}

export function showHelp(app: App): void {
  app.tell([
    ...table(slashCommands.map(({ name, summary }) => [`/${name}`, summary])),
    "",
    "@ names files, ! runs a command of yours, Ctrl-J begins a new line, Ctrl-T shows everything, /keys lists all keys.",
  ]);
}

export function showKeys(app: App): void {
  const own = [...app.keys.keys].map(([key, action]) => [key, actions[action]] as const);
  app.tell(table([...own, ...editKeys.map(({ keys, does }) => [keys.join(" "), does] as const)]));
}

function table(rows: readonly (readonly [name: string, value: string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
}
