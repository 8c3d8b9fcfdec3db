import { answerOf, approvalRequestOf, type SubmitOptions } from "@codex/conversation-wire";
import type { Answer, ElicitationQuestion } from "@codex/core";
import { ConnectionError } from "@codex/jsonrpc";
import type { Asker } from "./approval-question.js";
import { type ElicitApprovalOptions, elicitApproval } from "./elicit-approval.js";
import { forwardElicitation } from "./forward-elicitation.js";

/** Answers the questions of a turn. */
export type TurnAsk = NonNullable<SubmitOptions["ask"]>;

export interface AskClientOptions {
  readonly conversationId: string;
  readonly approve: Asker;
  /** Forwards the questions of MCP servers that the agent uses. */
  readonly elicit: (question: ElicitationQuestion, signal: AbortSignal) => Promise<Answer>;
}

/** Sends a turn's questions to a client, in the client's own way. */
export function askClient({ conversationId, approve, elicit }: AskClientOptions): TurnAsk {
  return async (question, signal, eventId) => {
    if (question.kind === "elicitation") return elicit(question, signal);
    const request = approvalRequestOf(question);
    if (request === undefined) return { type: "denied" };
    try {
      const outsideSandbox = question.kind === "command" && question.outsideSandbox;
      return answerOf(await approve({ conversationId, eventId, request, outsideSandbox }, signal));
    } catch (error) {
      // A client that has disconnected will not read the rest of the turn.
      const isGone = error instanceof ConnectionError && error.code === "closed";
      return { type: isGone ? "cancelled" : "denied" };
    }
  };
}

/** Asks the client of a tool call with `elicitation/create`. */
export function askByEliciting(conversationId: string, options: ElicitApprovalOptions): TurnAsk {
  const { context, timeoutMs } = options;
  const { client, request } = context;
  const elicit = forwardElicitation({ client, request, timeoutMs });
  return askClient({ conversationId, approve: elicitApproval(options), elicit });
}
