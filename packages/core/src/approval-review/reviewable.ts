import type { ReviewedAction } from "../items/approval-review.js";
import type { NewQuestion } from "../session/turn-questions.js";

export type ReviewableQuestion = Extract<NewQuestion, { kind: "command" | "patch" | "permissions" }>;

/** Whether a reviewer may answer it. Questions from a server or the model to the user in person need the user. */
export const isReviewable = (question: NewQuestion): question is ReviewableQuestion =>
  question.kind === "command" || question.kind === "patch" || question.kind === "permissions";

/** A short description of the action. */
export function reviewedAction(question: ReviewableQuestion, folder: string): ReviewedAction {
  switch (question.kind) {
    case "patch":
      return { type: "patch", files: question.changes.map(({ path }) => path), cwd: folder };
    case "permissions":
      return { type: "permissions", permissions: question.permissions, reason: question.reason };
    case "command": {
      const { mcpCall, terminalId, command, cwd } = question;
      if (mcpCall !== undefined) return { type: "mcp-call", server: mcpCall.server, tool: mcpCall.tool };
      if (terminalId === undefined) return { type: "command", command, cwd };
      return { type: "terminal-input", processId: terminalId, input: command.at(-1) ?? "", cwd };
    }
    default:
      return question satisfies never;
  }
}

/** The complete action, for the reviewer. */
export function actionForReviewer(question: ReviewableQuestion, folder: string): object {
  switch (question.kind) {
    case "patch":
      return { does: "change files", folder, changes: question.changes, why_asked: question.reason };
    case "permissions": {
      const { permissions, cwd, reason } = question;
      return { does: "get more permissions for the rest of the turn", permissions, folder: cwd, agent_reason: reason };
    }
    case "command": {
      const { mcpCall, terminalId, command, cwd, reason, reasonFrom, outsideSandbox, network } = question;
      const asked = reasonFrom === "model" ? { agent_reason: reason } : { why_asked: reason };
      if (mcpCall !== undefined)
        return { does: "call a tool of an MCP server", ...mcpCall, mayLast: undefined, ...asked };
      const does = terminalId === undefined ? "run a command" : "type into a running terminal";
      return { does, command, folder: cwd, outside_sandbox: outsideSandbox, network: network ?? "unknown", ...asked };
    }
    default:
      return question satisfies never;
  }
}
