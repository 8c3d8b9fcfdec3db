import type { FunctionToolSpec } from "../model/tool-spec.js";

export const GET_GOAL = "get_goal";
export const CREATE_GOAL = "create_goal";
export const UPDATE_GOAL = "update_goal";

/** The statuses that the model may set; the others are reserved for the user and for us. */
export const MODEL_STATUSES = ["complete", "blocked", "paused"] as const;

export function getGoalSpec(): FunctionToolSpec {
  return goalToolSpec(
    GET_GOAL,
    "Returns the goal of this thread: its objective, status and token budget, and the tokens and time used so far.",
    {},
  );
}

export function createGoalSpec(): FunctionToolSpec {
  return goalToolSpec(
    CREATE_GOAL,
    "Sets a goal for this thread. You will be asked to continue, turn after turn, until you report that it is met. Call it only when " +
      "the user or the instructions ask for a goal, never just because a task is long. An existing goal must be completed first.",
    {
      objective: { type: "string", description: "The state to reach, worded so that it can be verified" },
      token_budget: {
        type: "integer",
        description: "The most tokens to use for the goal, more than 0. Set it only if the user names a number",
      },
    },
    ["objective"],
  );
}

export function updateGoalSpec(): FunctionToolSpec {
  return goalToolSpec(
    UPDATE_GOAL,
    "Sets the status of this thread's goal. complete: every part of it is met, and you have verified that. blocked: the same " +
      "obstacle has stopped you for several turns in a row, and only the user can remove it. paused: the user has asked for a " +
      "pause. Do not use any of these because the budget is nearly used up or because you want to stop.",
    { status: { type: "string", enum: MODEL_STATUSES } },
    ["status"],
  );
}

function goalToolSpec(
  name: string,
  description: string,
  properties: Readonly<Record<string, unknown>>,
  required: readonly string[] = [],
): FunctionToolSpec {
  return {
    type: "function",
    name,
    description,
    strict: false,
    parameters: { type: "object", properties, required, additionalProperties: false },
  };
}
