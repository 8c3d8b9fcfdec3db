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

/** Handles a question. The signal is aborted when the answer is no longer needed. */
type Handler<Request, Answer> = (
  request: Request,
  options: { readonly signal: AbortSignal },
) => Answer | Promise<Answer>;

/** Decides whether something may be done. If it throws, the answer is `deny`. */
export type OnApproval = Handler<ApprovalRequest, ApprovalDecision>;

/** Answers a question of an MCP server. If it throws, the answer is `decline`. */
export type OnElicitation = Handler<ElicitationQuestion, ElicitationAnswer>;

/** Answers the model's questions. If it throws, they stay unanswered. */
export type OnQuestions = Handler<UserQuestionsQuestion, QuestionAnswers>;

/** Handlers for the questions of turns. */
export interface QuestionHandlers {
  /** Called to approve a command, a patch, or permissions for later commands. Without it, all are denied. Not with `codexPathOverride`. */
  onApproval?: OnApproval;
  /**
   * Called when an MCP server asks the user for input. Without it, and with `approvalPolicy: "never"`, the server's request is declined.
   * Not with `codexPathOverride`.
   */
  onElicitation?: OnElicitation;
  /**
   * Called when the model asks the user. If it is set, models that support it may ask, unless `config` says otherwise
   * (`features.default_mode_request_user_input`). Not with `codexPathOverride`.
   */
  onQuestions?: OnQuestions;
}
