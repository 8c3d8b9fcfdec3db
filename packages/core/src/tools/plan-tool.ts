import { UpdatePlanArgsSchema } from "@codex/protocol";
import { UPDATE_PLAN_TOOL_NAME } from "../model/tool-names.js";
import { createPlanTool } from "../specs/plan-tool-spec.js";
import { functionTool } from "./function-tool.js";

/** `update_plan`: shows the model's plan to listeners. Its real benefit is that the model writes a plan. */
export const planTool = functionTool({
  names: [UPDATE_PLAN_TOOL_NAME],
  spec: (selection) => (selection.includePlanTool ? createPlanTool(selection) : undefined),
  isForAsides: true,
  leavesFilesAlone: true,
  arguments: UpdatePlanArgsSchema,
  run({ explanation, plan }, { callId, running }) {
    const steps = plan.map(
      ({ step, status }) => ({ step, status: status === "in_progress" ? "in-progress" : status }) as const,
    );
    running.plan({ callId, explanation, steps });
    return "Plan updated";
  },
});
