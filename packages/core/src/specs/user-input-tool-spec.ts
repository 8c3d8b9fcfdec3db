import type { FunctionToolSpec } from "../model/tool-spec.js";

export const USER_INPUT_TOOL_NAME = "request_user_input";

/** Lets the model ask the user questions, and waits for the answers. */
export function createUserInputTool(): FunctionToolSpec {
  const text = (description: string) => ({ type: "string", description });
  const options = {
    type: "array",
    description:
      "Two or three mutually exclusive answers, the one you recommend first. The user can always answer in their own words instead",
    items: {
      type: "object",
      properties: {
        label: text("The answer in one to five words"),
        description: text("One sentence: what happens if the user chooses it"),
      },
      required: ["label", "description"],
      additionalProperties: false,
    },
  };
  const question = {
    type: "object",
    properties: {
      id: text("A name for the answer, in snake_case"),
      header: text("A heading of at most 12 characters"),
      question: text("The question, one sentence"),
      options,
    },
    required: ["id", "header", "question", "options"],
    additionalProperties: false,
  };
  return {
    type: "function",
    name: USER_INPUT_TOOL_NAME,
    description:
      "Asks the user one to three short questions and waits for the answers. Ask only what you cannot find out yourself and what " +
      "affects your next steps. If an answer is missing, use your recommended one and say so.",
    strict: false,
    parameters: {
      type: "object",
      properties: { questions: { type: "array", description: "One to three questions", items: question } },
      required: ["questions"],
      additionalProperties: false,
    },
  };
}
