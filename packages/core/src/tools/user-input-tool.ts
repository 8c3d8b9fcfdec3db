import * as z from "zod/mini";
import { isFeatureOn } from "../config/features.js";
import type { Turn } from "../session/turn.js";
import { createUserInputTool, USER_INPUT_TOOL_NAME } from "../specs/user-input-tool-spec.js";
import { functionTool } from "./function-tool.js";
import { failedAnswer, type Tool } from "./tool.js";

const OptionSchema = z.object({ label: z.string(), description: z.string() });
const QuestionSchema = z.object({
  id: z.string(),
  header: z.string(),
  question: z.string(),
  isSecret: z.optional(z.boolean()),
  options: z.array(OptionSchema).check(z.minLength(1)),
});

const NOT_NOW = "request_user_input is for plan mode only: decide yourself, and say what you decided";

/** `request_user_input`: the model asks the user and gets the answers. */
export function userInputTool({ session, context }: Turn): Tool {
  return functionTool({
    names: [USER_INPUT_TOOL_NAME],
    spec: ({ modelFamily }) => (modelFamily.asksUser === true ? createUserInputTool() : undefined),
    leavesFilesAlone: true,
    arguments: z.object({ questions: z.array(QuestionSchema) }),
    async run(args, { callId, running }) {
      const isBlocking = context.mode.kind === "plan";
      const asksAlways = isFeatureOn("default_mode_request_user_input", session.config.features) === true;
      if (!isBlocking && !asksAlways) return failedAnswer(NOT_NOW);
      const questions = args.questions.map((question) => ({ ...question, isOther: true }));
      using item = running.item("user-questions", { callId, questions });
      const answer = await running.ask({ kind: "user-questions", itemId: item.id, callId, questions, isBlocking });
      running.throwIfInterrupted();
      if (answer.type === "answered") item.end({ status: "completed", answers: answer.answers });
      else item.end({ status: "declined" });
      // Without an answer, the model gets an empty list and takes its first choices.
      const given = answer.type === "answered" ? answer.answers : {};
      const answers = Object.fromEntries(Object.entries(given).map(([id, words]) => [id, { answers: words }]));
      return JSON.stringify({ answers });
    },
  });
}
