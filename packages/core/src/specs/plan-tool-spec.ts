import { UPDATE_PLAN_TOOL_NAME } from "../model/tool-names.js";
import type { FunctionToolSpec } from "../model/tool-spec.js";
import type { ToolSelection } from "./tool-selection.js";

/** The tool with which the model shows the user its plan. */
export function createPlanTool({ modelFamily }: Pick<ToolSelection, "modelFamily">): FunctionToolSpec {
  // Parity: codex-rs of August 2025 mentions the statuses only in the description.
  const statuses = modelFamily.isInCatalog === true && { enum: ["pending", "in_progress", "completed"] };
  return {
    type: "function",
    name: UPDATE_PLAN_TOOL_NAME,
    description:
      "Shows the user the plan for the task and its progress. Pass the complete list of steps every time, and an explanation if it " +
      "is not obvious why the plan changed. At most one step may be in_progress.",
    strict: false,
    parameters: {
      type: "object",
      properties: {
        explanation: { type: "string" },
        plan: {
          type: "array",
          description: "All steps, in order",
          items: {
            type: "object",
            properties: {
              step: { type: "string" },
              status: { type: "string", description: "pending, in_progress or completed", ...statuses },
            },
            required: ["step", "status"],
            additionalProperties: false,
          },
        },
      },
      required: ["plan"],
      additionalProperties: false,
    },
  };
}
