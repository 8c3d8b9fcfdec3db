import type { Item, ItemOf, ItemUpdate } from "@codex/core";
import { type Notification, notificationOf } from "./notification.js";

interface TurnAbout {
  readonly threadId: string;
  readonly turnId: string;
}

/** The common fields of notifications about an item. */
export interface ItemAbout extends TurnAbout {
  readonly itemId: string;
}

interface UpdateOfItem {
  readonly update: ItemUpdate;
  readonly about: ItemAbout;
  /** For reasoning: how many sections it had before the update. */
  readonly sections: number;
}

/** The notification about an update of a running item; undefined if clients are not sent this kind of update. */
export function updateNotification(item: Item, { update, about, sections }: UpdateOfItem): Notification | undefined {
  switch (update.type) {
    case "text":
      return textNotification(item, { ...about, delta: update.delta }, sections);
    case "section":
      return notificationOf("item/reasoning/summaryPartAdded", { ...about, summaryIndex: sections });
    case "raw-text":
      return notificationOf("item/reasoning/textDelta", { ...about, delta: update.delta, contentIndex: 0 });
    case "output":
      if (item.kind !== "command" || update.text === "") return undefined;
      return notificationOf("item/commandExecution/outputDelta", { ...about, delta: update.text });
    case "changed":
      return changeNotification(update.item, about);
    case "running":
      return undefined;
    default:
      return update satisfies never;
  }
}

function textNotification(
  { kind }: Item,
  said: ItemAbout & { readonly delta: string },
  sections: number,
): Notification | undefined {
  if (kind === "agent-message") return notificationOf("item/agentMessage/delta", said);
  if (kind === "proposed-plan") return notificationOf("item/plan/delta", said);
  if (kind !== "reasoning") return undefined;
  const summaryIndex = Math.max(0, sections - 1);
  return notificationOf("item/reasoning/summaryTextDelta", { ...said, summaryIndex });
}

function changeNotification(item: Item, about: ItemAbout): Notification | undefined {
  if (item.kind === "plan") return planNotification(item, { threadId: about.threadId, turnId: about.turnId });
  if (item.kind !== "mcp-call" || item.progress === undefined) return undefined;
  return notificationOf("item/mcpToolCall/progress", { ...about, message: item.progress });
}

export function planNotification({ explanation, steps }: ItemOf<"plan">, about: TurnAbout): Notification {
  const plan = steps.map(
    ({ step, status }) => ({ step, status: status === "in-progress" ? "inProgress" : status }) as const,
  );
  return notificationOf("turn/plan/updated", { ...about, explanation: explanation ?? null, plan });
}
