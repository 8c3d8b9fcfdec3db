// Each line is a promise to those who import this package.
export type { ApprovalRequest, OnApproval } from "./answer-approvals.js";
export {
  type Codex,
  type CodexConversation,
  type CodexOptions,
  createCodex,
  type StartOptions,
} from "./create-codex.js";
