import { UpdatePlanArgsSchema } from "@codex/protocol";
import { UPDATE_PLAN_TOOL_NAME } from "../model/tool-names.js";
import type { Turn } from "../session/turn.js";
import { createPlanTool } from "../specs/plan-tool-spec.js";
import { functionTool } from "./function-tool.js";
import { failedAnswer, type Tool } from "./tool.js";

const NOT_NOW =
  "update_plan tracks work that is under way, so it cannot be used in plan mode: put the plan between <proposed_plan> tags";

/** `update_plan`: shows the model's plan to listeners. Its real benefit is that the model writes a plan. */
export function planTool({ context }: Turn): Tool {
  return functionTool({
    names: [UPDATE_PLAN_TOOL_NAME],
    spec: (selection) => (selection.includePlanTool ? createPlanTool(selection) : undefined),
    isForAsides: true,
    leavesFilesAlone: true,
    arguments: UpdatePlanArgsSchema,
    run({ explanation, plan }, { callId, running }) {
      if (context.mode.kind === "plan") return failedAnswer(NOT_NOW);
      const steps = plan.map(
        ({ step, status }) => ({ step, status: status === "in_progress" ? "in-progress" : status }) as const,
      );
      running.plan({ callId, explanation, steps });
      return "Plan updated";
    },
  });
}
