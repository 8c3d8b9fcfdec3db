import * as z from "zod/mini";
import { GOAL_STATUSES } from "../../items/goal.js";

const number = z.number();

/** A goal as it is stored and sent to other processes. */
export const GoalSchema = z.object({
  objective: z.string(),
  status: z.enum(GOAL_STATUSES),
  tokenBudget: z.optional(number),
  tokensUsed: number,
  timeUsedMs: number,
  createdAt: number,
  updatedAt: number,
});
