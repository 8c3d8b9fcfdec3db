import { answerQuestion, type GivenAnswer } from "../approval-review/answer-question.js";
import { type HookTool, hookToolFields } from "../hooks/hook-tool.js";
import type { Turn } from "../session/turn.js";
import { runTurnHooks } from "../session/turn-hooks.js";
import type { NewQuestion } from "../session/turn-questions.js";

/** A hook's denial includes the message for the model. */
export type Permission =
  | GivenAnswer
  | { readonly type: "approved"; readonly scope: "once"; readonly by: "hook" }
  | { readonly type: "denied"; readonly message: string; readonly by: "hook" };

/** Asks hooks first, then, if they do not decide, whoever answers the turn's questions. */
export async function askPermission(
  turn: Turn,
  question: NewQuestion,
  describe: () => Promise<HookTool> | HookTool,
): Promise<Permission> {
  if (turn.session.hooks.has("PermissionRequest")) {
    const tool = await describe();
    const happened = { names: tool.names, input: hookToolFields(tool) };
    const { blocked, allows } = await runTurnHooks(turn, { event: "PermissionRequest", ...happened });
    const [refusal] = blocked;
    if (refusal !== undefined) return { type: "denied", message: refusal.reason, by: "hook" };
    if (allows) return { type: "approved", scope: "once", by: "hook" };
  }
  return answerQuestion(turn, question);
}
