import type { ElicitationQuestion, ElicitationValue, UserQuestionsQuestion } from "@codex/core";
import type { ApprovalRequest } from "./approval-request.js";

/**
 * `approve-for-thread`: the same is not asked again in this thread. `approve-from-now-on`: also adds a rule that allows commands that
 * begin with `proposedRule`, in all threads and in their sandbox; without `proposedRule` it means `approve-for-thread`. `cancel`: no, and
 * stop the turn.
 */
export type ApprovalDecision = "approve" | "approve-for-thread" | "approve-from-now-on" | "deny" | "cancel";

/** `accept` has the values that the server asked for, by the names in `requestedSchema`. `cancel`: nobody decided. */
export type ElicitationAnswer =
  | { readonly action: "accept"; readonly content?: Readonly<Record<string, ElicitationValue>> }
  | { readonly action: "decline" | "cancel" };

/** Answers by question id: the label of an option, or other text. The model decides questions without an answer itself. */
export type QuestionAnswers = Readonly<Record<string, string | readonly string[]>>;

/** Who is asked. The signal is aborted when the answer is no longer needed. */
type Handler<Request, Answer> = (
  request: Request,
  options: { readonly signal: AbortSignal },
) => Answer | Promise<Answer>;

/** Answers whether something may be done. If it throws, that counts as `deny`. */
export type OnApproval = Handler<ApprovalRequest, ApprovalDecision>;

/** Answers a question of an MCP server. If it throws, that counts as `decline`. */
export type OnElicitation = Handler<ElicitationQuestion, ElicitationAnswer>;

/** Answers questions of the model. If it throws, that counts as no answer. */
export type OnQuestions = Handler<UserQuestionsQuestion, QuestionAnswers>;

/** Handlers for the questions of turns. */
export interface QuestionHandlers {
  /**
   * May this command run, this patch be applied, or more be allowed from now on? Without this handler the answer is no. Not with
   * `codexPathOverride`.
   */
  onApproval?: OnApproval;
  /**
   * What should an MCP server be told? Without this handler, and with `approvalPolicy: "never"`, the answer is no. Not with
   * `codexPathOverride`.
   */
  onElicitation?: OnElicitation;
  /**
   * What does the user want? With this handler, models that can ask may do so, unless `config` says otherwise
   * (`features.default_mode_request_user_input`). Not with `codexPathOverride`.
   */
  onQuestions?: OnQuestions;
}
