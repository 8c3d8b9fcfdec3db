import type { ThreadEventBody } from "@codex/core";
import type { ThreadError } from "./events/index.js";
import type { OutputSchema } from "./output-schema.js";

/** What comes of a final message that is to fit a schema. */
export type AnswerVerdict =
  /** `json`: the document, without a code fence that was around it. */
  | { readonly type: "fits"; readonly json: string }
  /** The model is to be asked once more, with `request` as the next input; `notice` says so to whoever reads. */
  | { readonly type: "ask-again"; readonly notice: ThreadEventBody; readonly request: string }
  | { readonly type: "mismatch"; readonly error: ThreadError };

/** Holds the final messages of one prompt against the schema; the model gets one chance to repair what does not fit. */
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
