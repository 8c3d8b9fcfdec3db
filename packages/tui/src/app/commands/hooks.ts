import type { HookDecision } from "@codex/core";
import type { ChatHook } from "../../chat-engine.js";
import type { Choice } from "../../state/choice-list.js";
import { EMPTY, safe, safeCommand, safeLine, safeName } from "../../text/safe.js";
import { hangingRows } from "../../text/styled.js";
import type { App } from "../app.js";

/** Lists hooks. The chosen one is shown in full before it can be trusted or changed. */
export async function hooks(app: App): Promise<void> {
  const { thread, dialogs } = app;
  const found = await thread.hooks();
  if (found.length === 0) return app.showMessage(["no hooks; define them in hooks.json or config.toml"]);
  const hook = await dialogs.choose(
    "hooks",
    found.map((one) => ({
      name: nameOf(one),
      detail: `${stateOf(one)}: ${one.command ?? "not supported"}`,
      value: one,
    })),
  );
  if (hook === undefined) return;
  app.print(described(hook, app));
  const decision = await dialogs.choose(nameOf(hook), decisionsAbout(hook));
  if (decision === undefined) return app.showMessage(["nothing changed"]);
  await thread.decideHook(hook, decision);
  app.showMessage([`${DONE[decision]}, starting now`]);
}

const DONE: Readonly<Record<HookDecision, string>> = {
  trust: "the hook is trusted in its present form",
  on: "the hook is switched on",
  off: "the hook is switched off",
};

const nameOf = ({ event, matcher }: ChatHook): string => (matcher === undefined ? event : `${event} ${matcher}`);

function stateOf({ trust, enabled, command }: ChatHook): string {
  if (command === undefined) return "not run";
  if (!enabled) return "off";
  return STATES[trust] ?? trust;
}

const STATES: Readonly<Record<string, string>> = {
  managed: "runs; required by an administrator",
  trusted: "runs",
  untrusted: "does not run; not trusted yet",
  modified: "does not run; changed since you trusted it",
};

function described(hook: ChatHook, { look: { paint, columns } }: App) {
  const command = safeCommand(hook.command ?? "").flatMap((line) => hangingRows(line, columns() - 3, 2));
  return [
    EMPTY,
    safe`  ${paint.bold(safeName(nameOf(hook)))} ${safeLine(stateOf(hook))}`,
    safe`  ${paint.dim(safeName(hook.sourcePath))}`,
    ...command.map((row) => safe`  ${row}`),
  ];
}

function decisionsAbout({ trust, enabled, command }: ChatHook): Choice<HookDecision | undefined>[] {
  const leave = { name: "leave", detail: "change nothing", value: undefined };
  if (trust === "managed" || command === undefined) return [leave];
  const isTrusted = trust === "trusted";
  const trusting = {
    name: "trust",
    detail: "run it in this form, outside the sandbox",
    value: "trust" as const,
  };
  const switching = enabled
    ? { name: "off", detail: "do not run it", value: "off" as const }
    : { name: "on", detail: "run it if it is trusted", value: "on" as const };
  return [leave, ...(isTrusted ? [] : [trusting]), switching];
}
