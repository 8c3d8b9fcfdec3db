import { CARRY_OUT_PLAN, type Effort, type TurnInfo } from "@codex/core";
import type { App } from "./app.js";
import { approvalsName, type Settings } from "./settings.js";

/** `/plan`: switches plan mode on, and sends a message if there is one; `off` ends it, `go` implements the plan. */
export function planCommand(app: App, argument: string): void {
  switch (argument) {
    case "off":
      setMode(app, "default");
      return app.showMessage(["plan mode is off"]);
    case "go":
      return implementPlan(app);
    case "":
      return togglePlanning(app);
    default:
      setMode(app, "plan");
      app.send({ text: argument, images: [] });
  }
}

export function togglePlanning(app: App): void {
  const isPlanning = !isPlanMode(app);
  setMode(app, isPlanning ? "plan" : "default");
  app.showMessage([
    isPlanning ? "plan mode is on: codex changes nothing and makes a plan; /plan off ends it" : "plan mode is off",
  ]);
}

/** Asks whether to implement the plan that a turn proposed. */
export async function offerPlan(app: App, turn: TurnInfo): Promise<void> {
  const items = app.printer.view.turns.find(({ id }) => id === turn.id)?.items ?? [];
  const hasPlan = items.some(({ kind, status }) => kind === "proposed-plan" && status === "completed");
  if (!hasPlan || turn.status !== "completed" || !isPlanMode(app) || app.isBusy) return;
  // The user is typing, and keys must go to the draft.
  if (!app.draft.isEmpty || app.dialogs.isOpen || app.host.isPlain()) {
    return app.showMessage(["/plan go carries out the plan; or say what to change, or /plan off"]);
  }
  const isApproved = await app.dialogs.choose("carry out the plan?", [
    { name: "no", detail: "keep planning", value: false },
    { name: "yes", detail: `plan mode ends; approvals: ${approvalsName(app.settings)}`, value: true },
  ]);
  if (isApproved === true) implementPlan(app);
}

function implementPlan(app: App): void {
  setMode(app, "default");
  app.send({ text: CARRY_OUT_PLAN, images: [] });
}

function setMode(app: App, kind: "plan" | "default"): void {
  void app.change(modeChange(kind, app.settings, app.loaded.config.planModeReasoningEffort));
}

/** Plan mode may have an effort of its own; the earlier one applies again afterwards. */
export function modeChange(
  kind: "plan" | "default",
  { mode, effort, effortBeforePlan = effort }: Settings,
  planEffort: Effort = effort,
): Partial<Settings> {
  if (kind === mode.kind) return {};
  return kind === "plan"
    ? { mode: { kind }, effort: planEffort, effortBeforePlan: effort }
    : { mode: { kind }, effort: effortBeforePlan, effortBeforePlan: undefined };
}

function isPlanMode({ settings }: App): boolean {
  return settings.mode.kind === "plan";
}
