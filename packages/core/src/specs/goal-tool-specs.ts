import type { FunctionToolSpec } from "../model/tool-spec.js";

export const GET_GOAL = "get_goal";
export const CREATE_GOAL = "create_goal";
export const UPDATE_GOAL = "update_goal";

/** The statuses that the model may set; the others are reserved for the user and for us. */
export const MODEL_STATUSES = ["complete", "blocked", "paused"] as const;

export function getGoalSpec(): FunctionToolSpec {
  return goalToolSpec(
    GET_GOAL,
    "Gives the goal of this thread: its objective and status, the token budget, and the tokens and the time that it has taken.",
    {},
  );
}

export function createGoalSpec(): FunctionToolSpec {
  return goalToolSpec(
    CREATE_GOAL,
    "Gives this thread a goal: you are asked to go on, turn after turn, until you say that it is met. Call it only when the user " +
      "or the instructions ask for a goal, never because a task is long. A goal that is not complete has to be completed first.",
    {
      objective: { type: "string", description: "What is to be true at the end, in words that can be checked" },
      token_budget: {
        type: "integer",
        description: "The tokens that it may take, more than 0. Only where the user names a number",
      },
    },
    ["objective"],
  );
}

export function updateGoalSpec(): FunctionToolSpec {
  return goalToolSpec(
    UPDATE_GOAL,
    "Says where the goal of this thread stands. complete: all of it is met, and you have seen that it is. blocked: for several " +
      "turns in a row the same obstacle was in the way, and only the user can take it away. paused: the user has asked for a " +
      "pause. A budget that is nearly used up, or a wish to stop, is none of these.",
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
