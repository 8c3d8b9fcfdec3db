import type { ResponseItem } from "@codex/protocol";
import { type AgentStatus, statusForModel } from "../../agents/agent-status.js";
import { isUserMessage } from "../../rollout/derive-item.js";
import type { AgentMail, Forks } from "../../session/agents.js";

/** What the thread that it works for is told when a helper that goes by its id rests. */
export function restNotification(threadId: string, status: AgentStatus): ResponseItem {
  const about = JSON.stringify({ agent_path: threadId, status: statusForModel(status) });
  return said("user", `<subagent_notification>\n${about}\n</subagent_notification>`);
}

/** What the thread that it works for is told when one that goes by its path rests; nothing when somebody stopped it. */
export function finalAnswer(status: AgentStatus): string | undefined {
  if (status.type === "completed") return status.message ?? "";
  return status.type === "failed" ? `It failed: ${status.message}` : undefined;
}

/** The heads of messages between threads are codex's own: models were trained with them. */
const mailText = (type: "NEW_TASK" | "MESSAGE" | "FINAL_ANSWER", { from, to, text }: AgentMail): string =>
  `Message Type: ${type}\nTask name: ${to}\nSender: ${from}\nPayload:\n${text}`;

/** What a helper that goes by its path is given to do: it is what its user says. */
export const taskText = (mail: AgentMail): string => mailText("NEW_TASK", mail);

/** A message that is no task. */
export function mailItem(type: "MESSAGE" | "FINAL_ANSWER", mail: AgentMail): ResponseItem {
  return said("user", `<agent_message>\n${mailText(type, mail)}\n</agent_message>`);
}

/** Tells a helper that goes by its path who it is, behind what it is to know of the thread that started it. */
export function introduction(path: string, parentPath: string): ResponseItem {
  const text =
    `From here on you are the helper ${path}, and ${parentPath} is who you work for. What stands above was said to ${parentPath}, ` +
    "for you to know. Do the task that comes next, and nothing beyond it. Your last message goes to " +
    `${parentPath} by itself: say in it what was found or done, for one who saw none of your work.`;
  return said("developer", text);
}

/**
 * Of what was said in a thread, what a helper starts with: not what tools were called and answered, nor what tells the model where it
 * is, which it is told on its own.
 */
export function forkedItems(items: readonly ResponseItem[], forks: Forks): ResponseItem[] {
  if (forks === "none") return [];
  const saidItems = items.filter(
    (item) => item.type === "message" && (item.role === "assistant" || isUserMessage(item)),
  );
  if (forks === "all") return saidItems;
  const begins = saidItems.flatMap((item, index) => (isUserMessage(item) ? [index] : []));
  return saidItems.slice(begins.at(-forks) ?? 0);
}

function said(role: "user" | "developer", text: string): ResponseItem {
  return { type: "message", role, content: [{ type: "input_text", text }] };
}
