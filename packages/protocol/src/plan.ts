import { option } from "@codex/mcp-types/option";
import * as z from "zod/mini";

export const StepStatusSchema = z.enum(["pending", "in_progress", "completed"]);
export type StepStatus = z.infer<typeof StepStatusSchema>;

export const PlanItemArgSchema = z.strictObject({ step: z.string(), status: StepStatusSchema });
export type PlanItemArg = z.infer<typeof PlanItemArgSchema>;

/** Arguments of the model's `update_plan` tool, and the content of a `plan_update` event. */
export const UpdatePlanArgsSchema = z.strictObject({
  explanation: option(z.string()),
  plan: z.array(PlanItemArgSchema),
});
export type UpdatePlanArgs = z.infer<typeof UpdatePlanArgsSchema>;
