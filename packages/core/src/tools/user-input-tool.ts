import * as z from "zod/mini";
import { isFeatureOn } from "../config/features.js";
import { parseArguments } from "../model/parse-arguments.js";
import type { ToolInvocation } from "../session/tool-invocation.js";

const OptionSchema = z.object({ label: z.string(), description: z._default(z.string(), "") });
const QuestionSchema = z.object({
  id: z.string(),
  header: z._default(z.string(), ""),
  question: z.string(),
  options: z.optional(z.array(OptionSchema)),
});
const ArgumentsSchema = z.object({ questions: z.array(QuestionSchema).check(z.minLength(1)) });

/** `request_user_input`: the model asks the user; the answers are what it gets. */
export async function runUserInputTool({ turn, callId, arguments: text }: ToolInvocation): Promise<string> {
  const parsed = parseArguments(text, ArgumentsSchema);
  if (!parsed.ok) return parsed.message;
  const { running, session } = turn;
  if (isFeatureOn("default_mode_request_user_input", session.config.features) === false) {
    return "request_user_input is switched off: decide yourself, and say what you decided";
  }
  const questions = parsed.value.questions.map((question) => ({ ...question, isOther: true }));
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
}
