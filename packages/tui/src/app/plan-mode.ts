import { CARRY_OUT_PLAN, type TurnInfo } from "@codex/core";
import type { App } from "./app.js";
import { approvalsName } from "./settings.js";

/** `/plan`: switches plan mode on, and sends a message if there is one; `off` ends it, `go` implements the plan. */
export function planCommand(app: App, argument: string): void {
  switch (argument) {
    case "off":
      setMode(app, "default");
      return app.showMessage(["plan mode is off"]);
    case "go":
      return carryOut(app);
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
  if (isApproved === true) carryOut(app);
}

function carryOut(app: App): void {
  setMode(app, "default");
  app.send({ text: CARRY_OUT_PLAN, images: [] });
}

function setMode(app: App, kind: "plan" | "default"): void {
  void app.change({ mode: { kind } });
}

function isPlanMode({ settings }: App): boolean {
  return settings.mode.kind === "plan";
}
