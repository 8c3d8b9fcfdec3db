import type { ThreadEventBody } from "@codex/core";
import type { ThreadError } from "./events/index.js";
import type { OutputSchema } from "./output-schema.js";

/** The verdict on a final message that must match a schema. */
export type AnswerVerdict =
  /** `json`: the document, without a code fence that was around it. */
  | { readonly type: "fits"; readonly json: string }
  /** Ask the model once more, with `request` as the next input; `notice` tells the reader. */
  | { readonly type: "ask-again"; readonly notice: ThreadEventBody; readonly request: string }
  | { readonly type: "mismatch"; readonly error: ThreadError };

/** Checks the final messages of one prompt against the schema. The model gets one chance to correct its answer. */
export function createAnswerJudge(outputSchema: OutputSchema): (message: string | undefined) => AnswerVerdict {
  let hasAskedAgain = false;
  return (message = "") => {
    const check = outputSchema.check(message);
    if (check.ok) return { type: "fits", json: check.json };
    const fault = `The final message does not match the schema`;
    const problems = check.problems.join("; ");
    if (hasAskedAgain)
      return { type: "mismatch", error: { message: `${fault}: ${problems}`, code: "schema-mismatch" } };
    hasAskedAgain = true;
    const text = `${fault} (${problems}): asking the model once more`;
    const notice = { type: "notice", level: "warning", code: "answer-rejected", message: text } as const;
    return { type: "ask-again", notice, request: repairRequest(check.problems) };
  };
}

function repairRequest(problems: readonly string[]): string {
  return (
    "Your last message must be a JSON document that fits the JSON Schema of this task, and nothing else. " +
    `It does not:\n${problems.map((problem) => `- ${problem}`).join("\n")}\n\n` +
    "Send the corrected document as your whole message, without any words or code fences around it."
  );
}
