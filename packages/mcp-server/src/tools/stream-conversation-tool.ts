import type { CallToolResult } from "@codex/mcp-types/tools";
import type { Event } from "@codex/protocol";
import {
  type CodexEventNotificationParams,
  ConversationStreamArgsSchema,
  type InitialStateNotificationParams,
} from "@codex/protocol/conversation-tools";
import type { CallContext } from "../mcp/call-context.js";
import { PacedEvents } from "../paced-events.js";
import type { ServedConversation } from "../served-conversation.js";
import { conversationToolFailure, conversationToolResult } from "./conversation-tool-result.js";
import { parseToolArguments } from "./parse-tool-arguments.js";
import type { ToolEnvironment } from "./tool-environment.js";

/** `conversationStream`: sends a conversation's events until the call is cancelled or the conversation ends. */
export async function streamConversationTool(
  environment: ToolEnvironment,
  args: unknown,
  context: CallContext,
): Promise<CallToolResult> {
  const parsed = parseToolArguments(ConversationStreamArgsSchema, "conversationStream", args);
  if (!parsed.ok) return conversationToolFailure(parsed.message);
  const served = environment.engine.conversations.find(parsed.value.conversation_id, environment.owner);
  if (served === undefined) return conversationToolFailure("Session does not exist");
  await stream(served, context);
  return conversationToolResult({});
}

async function stream(served: ServedConversation, context: CallContext): Promise<void> {
  const _meta = { conversationId: served.id, requestId: context.requestId };
  const events = new PacedEvents(({ msg }: Event) =>
    context.notify(`notifications/${msg.type}`, { _meta, msg } satisfies CodexEventNotificationParams),
  );
  const before: InitialStateNotificationParams = {
    _meta,
    initial_state: { events: served.recentEvents.map(({ msg }) => ({ _meta, msg })) },
  };
  void context.notify("notifications/initial_state", before);
  context.progress.report(`streaming ${served.id}`);
  context.progress.keepAlive();
  const { promise: over, resolve } = Promise.withResolvers<void>();
  using _subscription = served.conversation.observe({
    onEvent: (event) => events.send(event),
    onClose: resolve,
    pressure: () => events.pressure(),
  });
  context.signal.addEventListener("abort", () => resolve(), { once: true });
  if (!context.signal.aborted) await over;
}
