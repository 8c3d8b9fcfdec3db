import { UpdatePlanArgsSchema } from "@codex/protocol";
import { parseArguments } from "../model/parse-arguments.js";
import type { ToolInvocation } from "../session/tool-invocation.js";

/** `update_plan`: shows the model's plan to the listeners. Its value is that the model writes it down. */
export function runPlanTool({ turn, arguments: text }: ToolInvocation): string {
  const parsed = parseArguments(text, UpdatePlanArgsSchema);
  if (!parsed.ok) return parsed.message;
  turn.task.emit({ type: "plan_update", ...parsed.value });
  return "Plan updated";
}
