import type { ResponseItem } from "@codex/protocol";
import { type AgentStatus, statusForModel } from "../../agents/agent-status.js";
import { answeredItems } from "../../history/conversation-history.js";
import { userText } from "../../history/kept-messages.js";
import { developerMessage, userMessage } from "../../model/messages.js";
import { isUserMessage } from "../../rollout/derive-item.js";
import { isSummary } from "../../rollout/summary-item.js";
import type { AgentMail, Forks } from "../../session/agents.js";

/** The notification for the parent when a subagent identified by id comes to rest. */
export function restNotification(threadId: string, status: AgentStatus): ResponseItem {
  const about = JSON.stringify({ agent_path: threadId, status: statusForModel(status) });
  return userMessage(`<subagent_notification>\n${about}\n</subagent_notification>`);
}

/** The final message for the parent when a named subagent comes to rest; undefined if it was stopped. */
export function finalAnswer(status: AgentStatus): string | undefined {
  if (status.type === "completed") return status.message ?? "";
  return status.type === "failed" ? `It failed: ${status.message}` : undefined;
}

/** Models were trained with these headers, so they are codex's own. */
const mailText = (type: "NEW_TASK" | "MESSAGE" | "FINAL_ANSWER", { from, to, text }: AgentMail): string =>
  `Message Type: ${type}\nTask name: ${to}\nSender: ${from}\nPayload:\n${text}`;

/** A named subagent's task, delivered as its user message. */
export const taskText = (mail: AgentMail): string => mailText("NEW_TASK", mail);

/** A message that is not a task. */
export function mailItem(type: "MESSAGE" | "FINAL_ANSWER", mail: AgentMail): ResponseItem {
  return userMessage(`<agent_message>\n${mailText(type, mail)}\n</agent_message>`);
}

/** Tells a named subagent who it is, after the part of its parent's conversation that it starts with. */
export function introduction(path: string, parentPath: string): ResponseItem {
  const text =
    `You are now the subagent ${path}, and you work for ${parentPath}. The messages above are from the conversation of ${parentPath}; ` +
    "use them as background. Do only the task in the next message. Your last message is sent to " +
    `${parentPath} automatically. Report your results in it so that they are clear to a reader who has seen none of your work.`;
  return developerMessage(text);
}

/**
 * The part of a parent's conversation that a subagent starts with, including the summary of what was before. Leaves out the environment
 * context, which the subagent gets separately. Named subagents also get the finished tool calls and their outputs, as in codex 0.171.0.
 */
export function forkedItems(
  items: readonly ResponseItem[],
  forks: Forks,
  { withCalls }: { readonly withCalls: boolean },
): readonly ResponseItem[] {
  if (forks === "none") return [];
  const known = items.filter((item) => (item.type === "message" ? isSaid(item) : withCalls));
  const begins = known.flatMap((item, index) => (isUserMessage(item) ? [index] : []));
  const forked = answeredItems(forks === "all" ? known : known.slice(begins.at(-forks) ?? 0));
  // What the model thought before the call that starts the subagent leads to nothing that the subagent sees.
  return forked.slice(0, forked.findLastIndex(({ type }) => type !== "reasoning") + 1);
}

const isSaid = (item: Extract<ResponseItem, { type: "message" }>): boolean =>
  item.role === "assistant" || isUserMessage(item) || isSummary(userText(item));
