import * as z from "zod/mini";
import type { GoalResult } from "../goals/change-goal.js";
import type { ThreadGoal } from "../goals/thread-goal.js";
import { type Goal, goalFields } from "../items/goal.js";
import type { FunctionToolSpec } from "../model/tool-spec.js";
import type { Turn } from "../session/turn.js";
import {
  CREATE_GOAL,
  createGoalSpec,
  GET_GOAL,
  getGoalSpec,
  MODEL_STATUSES,
  UPDATE_GOAL,
  updateGoalSpec,
} from "../specs/goal-tool-specs.js";
import { type FunctionTool, functionTool } from "./function-tool.js";
import type { Tool, ToolAnswer } from "./tool.js";

/** Lets the model read, create and update the thread's goal. A subagent has its task instead of a goal. */
export function goalTools(turn: Turn): readonly Tool[] {
  if (turn.session.agentPlace !== undefined) return [];
  return [getGoalTool(turn), createGoalTool(turn), updateGoalTool(turn)];
}

function getGoalTool({ session }: Turn): Tool {
  return goalTool(session.goal, {
    names: [GET_GOAL],
    spec: getGoalSpec,
    arguments: z.object({}),
    async run(_args, goal) {
      const before = await goal.read().catch(() => undefined);
      await goal.count();
      return answerAbout(session.id, before);
    },
  });
}

function createGoalTool({ session }: Turn): Tool {
  return goalTool(session.goal, {
    names: [CREATE_GOAL],
    spec: createGoalSpec,
    arguments: z.object({ objective: z.string(), token_budget: z.nullish(z.int()) }),
    run: async ({ objective, token_budget }, goal) =>
      answerTo(session.id, await goal.create({ objective, tokenBudget: token_budget })),
  });
}

function updateGoalTool({ session }: Turn): Tool {
  return goalTool(session.goal, {
    names: [UPDATE_GOAL],
    spec: updateGoalSpec,
    arguments: z.object({ status: z.enum(MODEL_STATUSES) }),
    run: async ({ status }, goal) => answerTo(session.id, await goal.update(status)),
  });
}

interface GoalTool<Arguments> extends Pick<FunctionTool<Arguments>, "names" | "arguments"> {
  readonly spec: () => FunctionToolSpec;
  readonly run: (args: Arguments, goal: ThreadGoal) => Promise<ToolAnswer | string>;
}

function goalTool<Arguments>(goal: ThreadGoal | undefined, { spec, run, ...tool }: GoalTool<Arguments>): Tool {
  return functionTool({
    ...tool,
    spec: (selection) => (selection.includeGoalTools ? spec() : undefined),
    leavesFilesAlone: true,
    runsLast: true,
    run: (args) => (goal === undefined ? "only a saved thread can have a goal" : run(args, goal)),
  });
}

function answerTo(threadId: string, result: GoalResult): ToolAnswer | string {
  return result.ok ? answerAbout(threadId, result.goal) : result.message;
}

/** Hooks get the object, the model its text. */
function answerAbout(threadId: string, goal: Goal | undefined): ToolAnswer {
  const response = aboutGoal(threadId, goal);
  return { output: JSON.stringify(response), response };
}

function aboutGoal(threadId: string, goal: Goal | undefined): object {
  if (goal === undefined) return { goal: null, remainingTokens: null, completionBudgetReport: null };
  const { status, tokenBudget, tokensUsed } = goal;
  return {
    goal: goalFields(threadId, goal),
    remainingTokens: tokenBudget === undefined ? null : Math.max(0, tokenBudget - tokensUsed),
    completionBudgetReport: status === "complete" ? REPORT : null,
  };
}

const REPORT =
  "The goal is met. Tell the user how many tokens it took, compared with the budget if there is one, and how much time.";
