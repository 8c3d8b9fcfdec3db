import * as z from "zod/mini";
import { isFeatureOn } from "../config/features.js";
import type { Turn } from "../session/turn.js";
import { createUserInputTool, USER_INPUT_TOOL_NAME } from "../specs/user-input-tool-spec.js";
import { functionTool } from "./function-tool.js";
import type { Tool } from "./tool.js";

const OptionSchema = z.object({ label: z.string(), description: z._default(z.string(), "") });
const QuestionSchema = z.object({
  id: z.string(),
  header: z._default(z.string(), ""),
  question: z.string(),
  options: z.optional(z.array(OptionSchema)),
});

/** `request_user_input`: the model asks the user; the answers are what it gets. */
export function userInputTool({ session }: Turn): Tool {
  return functionTool({
    names: [USER_INPUT_TOOL_NAME],
    spec: ({ modelFamily }) => (modelFamily.asksUser === true ? createUserInputTool() : undefined),
    leavesFilesAlone: true,
    arguments: z.object({ questions: z.array(QuestionSchema).check(z.minLength(1)) }),
    async run(args, { callId, running }) {
      if (isFeatureOn("default_mode_request_user_input", session.config.features) === false) {
        return "request_user_input is switched off: decide yourself, and say what you decided";
      }
      const questions = args.questions.map((question) => ({ ...question, isOther: true }));
      using item = running.item("user-questions", { callId, questions });
      const answer = await running.ask({ kind: "user-questions", itemId: item.id, callId, questions });
      running.throwIfInterrupted();
      if (answer.type !== "answered") {
        item.end({ status: "declined" });
        return "the user did not answer: decide yourself, and say what you decided";
      }
      item.end({ status: "completed", answers: answer.answers });
      const answers = Object.fromEntries(Object.entries(answer.answers).map(([id, given]) => [id, { answers: given }]));
      return JSON.stringify({ answers });
    },
  });
}
