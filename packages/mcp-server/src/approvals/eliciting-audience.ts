import type { TurnAudience } from "../served-conversation.js";
import { type ElicitApprovalOptions, elicitApproval } from "./elicit-approval.js";
import { forwardElicitation } from "./forward-elicitation.js";

/** The client of a tool call, asked with `elicitation/create`. */
export function elicitingAudience(options: ElicitApprovalOptions): TurnAudience {
  const { context, timeoutMs } = options;
  const { client, request } = context;
  return { ask: elicitApproval(options), answerElicitation: forwardElicitation({ client, request, timeoutMs }) };
}
