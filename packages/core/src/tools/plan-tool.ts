import { UpdatePlanArgsSchema } from "@codex/protocol";
import { parseArguments } from "../model/parse-arguments.js";
import type { ToolInvocation } from "../session/tool-invocation.js";

/** `update_plan`: shows the model's plan to the listeners. Its value is that the model writes it down. */
export function runPlanTool({ turn, callId, arguments: text }: ToolInvocation): string {
  const parsed = parseArguments(text, UpdatePlanArgsSchema);
  if (!parsed.ok) return parsed.message;
  const { explanation, plan } = parsed.value;
  const steps = plan.map(
    ({ step, status }) => ({ step, status: status === "in_progress" ? "in-progress" : status }) as const,
  );
  turn.running.plan({ callId, explanation, steps });
  return "Plan updated";
}
