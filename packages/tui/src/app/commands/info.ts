import { colouredDiff, configSummary } from "@codex/terminal";
import { editKeys } from "../../state/edit-keys.js";
import { actions } from "../../state/key-map.js";
import { EMPTY, fromKit, safe, safeLine, safeName } from "../../text/safe.js";
import { terminalStyle } from "../../view/look.js";
import type { App } from "../app.js";
import { contextLeft } from "../context-left.js";
import { approvalsName } from "../settings.js";
import { slashCommands } from "../slash-commands.js";
import { table } from "./table.js";

/** Longer diffs are shown on the alternate screen. */
const MAX_DIFF_LINES = 60;

export async function showDiff(app: App): Promise<void> {
  const { gitWorkingTreeDiff } = await import("@codex/core");
  const { cwd } = app.loaded.config;
  const { env, signal } = app.host;
  const diff = await gitWorkingTreeDiff({ cwd, env, signal });
  if (diff === undefined)
    return app.showMessage([`no diff: ${cwd} is not in a Git repository, or Git could not show all changes in time`]);
  if (diff === "") return app.showMessage(["no changes"]);
  const lines = colouredDiff(diff, terminalStyle(app.look.paint)).split("\n");
  if (lines.length > MAX_DIFF_LINES) app.host.showText("changes since the last commit", () => lines);
  else app.print([EMPTY, ...fromKit(lines)]);
}

export async function showStatus(app: App): Promise<void> {
  const { config, engine } = app.loaded;
  const { model, effort, approvalPolicy, sandboxPolicy } = app.settings;
  const permissionProfile = sandboxPolicy === config.sandboxPolicy ? config.permissionProfile : undefined;
  const now = { ...config, model, modelReasoningEffort: effort, approvalPolicy, sandboxPolicy, permissionProfile };
  const login = await engine.account.current();
  const total = app.printer.usage?.total;
  const tokens =
    total === undefined ? "none yet" : `${total.totalTokens} (${total.inputTokens} in, ${total.outputTokens} out)`;
  app.showMessage(
    table([
      ...configSummary(now),
      ["preset", approvalsName(app.settings)],
      ["login", login === undefined ? "none" : login === "chatgpt" ? "ChatGPT" : "API key"],
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

/** Servers that do not reply by then are listed as having none. */
const LISTING_LIMIT_MS = 5_000;

export async function listTools(app: App): Promise<void> {
  const tools = Object.entries(app.thread.mcpTools);
  const { paint } = app.look;
  const lines = tools.map(([name, { description = "" }]) => {
    const [summary = ""] = description.split("\n");
    return safe`  ${paint.bold(safeName(name))} ${paint.dim(safeLine(summary))}`;
  });
  const none = paint.dim(safe`  none; servers are set in config.toml under [mcp_servers.NAME]`);
  const prompts = await app.thread.mcpPrompts(AbortSignal.timeout(LISTING_LIMIT_MS)).catch(() => []);
  const sayable = prompts.map(({ command, prompt }) => {
    const argumentNames = (prompt.arguments ?? []).map(({ name, required }) =>
      required === true ? ` ${name}` : ` [${name}]`,
    );
    const about = paint.dim(safe` ${safeLine(prompt.description ?? "")}`);
    return safe`  ${paint.bold(safeLine(command))}${safeLine(argumentNames.join(""))}${about}`;
  });
  app.print([paint.bold(safe`tools of MCP servers`), ...(lines.length === 0 ? [none] : lines)]);
  if (sayable.length > 0) app.print([paint.bold(safe`prompts of MCP servers, to begin a message with`), ...sayable]);
}

export async function listSkills(app: App): Promise<void> {
  const { paint } = app.look;
  const skills = await app.thread.skills();
  const lines = skills.map(({ name, description, enabled }) => {
    const state = enabled ? "" : " (switched off)";
    return safe`  ${paint.bold(safe`$${safeName(name)}`)} ${paint.dim(safeLine(`${description}${state}`))}`;
  });
  const none = paint.dim(safe`  none; each is a folder with a SKILL.md in ~/.agents/skills, or in the project's`);
  app.print([paint.bold(safe`skills`), ...(lines.length === 0 ? [none] : lines)]);
}

export function showHelp(app: App): void {
  app.showMessage([
    ...table(slashCommands.map(({ name, summary }) => [`/${name}`, summary])),
    "",
    "@ names files, $ skills, ! runs a command of yours, Ctrl-J begins a new line, Ctrl-T shows everything, /keys lists all keys.",
    "The model opens images by itself (view_image), and web pages of the hosts in [tools.web_fetch] of config.toml (web_fetch).",
  ]);
}

export function showKeys(app: App): void {
  const byAction = Map.groupBy(app.keys.keys, ([, action]) => action);
  const own = [...byAction].map(([action, keys]) => [keys.map(([key]) => key).join(" "), actions[action]] as const);
  app.showMessage(table([...own, ...editKeys.map(({ keys, does }) => [keys.join(" "), does] as const)]));
}
