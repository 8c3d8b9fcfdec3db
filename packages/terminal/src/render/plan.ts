import type { EventMsg } from "@codex/protocol";
import type { Style } from "../style.js";
import { terminalLine, terminalText } from "../terminal-text.js";

type PlanUpdate = Extract<EventMsg, { type: "plan_update" }>;

/** A plan as a check list. */
export function renderPlan({ explanation, plan }: PlanUpdate, style: Style): string[] {
  const done = plan.filter(({ status }) => status === "completed").length;
  return [
    `${style.bold("plan")} ${style.dim(`${done} of ${plan.length} done`)}`,
    ...(explanation ? [`  ${style.dim(style.italic(terminalText(explanation)))}`] : []),
    ...plan.map(({ step, status }) => `  ${renderStep(terminalLine(step), status, style)}`),
  ];
}

function renderStep(step: string, status: PlanUpdate["plan"][number]["status"], style: Style): string {
  switch (status) {
    case "completed":
      return `${style.green("✔")} ${style.dim(step)}`;
    case "in_progress":
      return `${style.cyan("▸")} ${style.bold(step)}`;
    case "pending":
      return `${style.dim("□")} ${step}`;
    default:
      return status satisfies never;
  }
}
