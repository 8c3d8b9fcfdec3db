import type { ElicitationQuestion, ElicitationValue, UserQuestionsQuestion } from "@codex/core";
import type { ApprovalRequest } from "./approval-request.js";

/**
 * `approve-for-thread`: the same needs no question for the rest of the thread. `approve-from-now-on`: so it is, and a rule allows what
 * begins with the words of `proposedRule`, in all threads, in their sandbox; without such words it is `approve-for-thread`. `cancel`: no,
 * and stop the turn.
 */
export type ApprovalDecision = "approve" | "approve-for-thread" | "approve-from-now-on" | "deny" | "cancel";

/** `accept` has what the server asked for, by the names in `requestedSchema`; `cancel`: nobody decided. */
export type ElicitationAnswer =
  | { readonly action: "accept"; readonly content?: Readonly<Record<string, ElicitationValue>> }
  | { readonly action: "decline" | "cancel" };

/** Answers by the ids of the questions: a label of their options, or words of one's own. What is left out the model decides itself. */
export type QuestionAnswers = Readonly<Record<string, string | readonly string[]>>;

/** Whom a question is put to. The signal aborts when the answer is not waited for any more. */
type Handler<Request, Answer> = (
  request: Request,
  options: { readonly signal: AbortSignal },
) => Answer | Promise<Answer>;

/** Answers whether something may be done; what it throws counts as `deny`. */
export type OnApproval = Handler<ApprovalRequest, ApprovalDecision>;

/** Answers what an MCP server wants to know of the user; what it throws counts as `decline`. */
export type OnElicitation = Handler<ElicitationQuestion, ElicitationAnswer>;

/** Answers what the model wants to know of the user; what it throws counts as no answer. */
export type OnQuestions = Handler<UserQuestionsQuestion, QuestionAnswers>;

/** Who answers the questions of turns. */
export interface QuestionHandlers {
  /**
   * May this command run, this patch be applied, what follows do more? Without it nobody is asked and the answer is no. Only in this
   * process.
   */
  onApproval?: OnApproval;
  /** What does an MCP server get to know? Without it servers are told no; so are they under `approvalPolicy: "never"`. Only in this process. */
  onElicitation?: OnElicitation;
  /**
   * What does the user want? With it models that know how to ask may do so, unless `config` says otherwise
   * (`features.default_mode_request_user_input`). Only in this process.
   */
  onQuestions?: OnQuestions;
}
