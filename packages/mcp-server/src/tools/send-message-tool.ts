import { CodexError } from "@codex/core";
import type { CallToolResult } from "@codex/mcp-types/tools";
import {
  type ConversationSendMessageArgs,
  ConversationSendMessageArgsSchema,
} from "@codex/protocol/conversation-tools";
import { askByEliciting } from "../approvals/ask-client.js";
import type { CallContext } from "../mcp/call-context.js";
import type { ServedConversation } from "../served-conversation.js";
import { conversationToolFailure, conversationToolResult } from "./conversation-tool-result.js";
import { parseToolArguments } from "./parse-tool-arguments.js";
import type { ToolEnvironment } from "./tool-environment.js";

/** `conversationSendMessage`: starts a turn and does not wait for it. */
export async function sendMessageTool(
  environment: ToolEnvironment,
  args: unknown,
  context: CallContext,
): Promise<CallToolResult> {
  const parsed = parseToolArguments(ConversationSendMessageArgsSchema, "conversationSendMessage", args);
  if (!parsed.ok) return conversationToolFailure(parsed.message);
  const message = parsed.value;
  if (message.content.length === 0) return conversationToolFailure("No content items provided");
  const fixed = fixedSettingIn(message);
  if (fixed !== undefined) return conversationToolFailure(`${fixed} cannot be set for a conversation that has begun`);
  const served = environment.engine.conversations.find(message.conversation_id, environment.owner);
  if (served === undefined) return conversationToolFailure("Session does not exist");
  const claim = await served.claim();
  if (claim === undefined) return conversationToolFailure("Session is already running");
  try {
    await overrideSettings(environment, served, message);
    startTurn(environment, context, { served, message });
    // From here on, everybody sees that the conversation is busy.
    await served.conversation.handled();
  } catch (error) {
    if (!(error instanceof CodexError)) throw error;
    return conversationToolFailure(`Failed to submit user input: ${error.message}`);
  } finally {
    claim[Symbol.dispose]();
  }
  return conversationToolResult({ status: "ok" });
}

function startTurn(
  { approvalTimeoutMs }: ToolEnvironment,
  context: CallContext,
  { served, message }: { served: ServedConversation; message: ConversationSendMessageArgs },
): void {
  const ask = askByEliciting(served.id, {
    context: outlivingCall(context),
    timeoutMs: approvalTimeoutMs,
    onDenied: () => {},
  });
  served.submitTurn({ type: "user_input", items: message.content }, { ask }, String(context.requestId));
}

/** The turn continues after the call has been answered, so its questions are sent on the connection. */
function outlivingCall(context: CallContext): CallContext {
  const { connection } = context.client;
  return {
    ...context,
    signal: connection.signal,
    notify: (method, params) => connection.notify(method, params),
    request: (method, params, signal) => connection.request(method, params, { signal }),
  };
}

function fixedSettingIn(message: ConversationSendMessageArgs): string | undefined {
  const fixed = ["parent_message_id", "config", "profile", "base_instructions"] as const;
  return fixed.find((name) => message[name] !== undefined);
}

async function overrideSettings(
  { engine }: ToolEnvironment,
  { conversation }: ServedConversation,
  { model, cwd, approval_policy, sandbox }: ConversationSendMessageArgs,
): Promise<void> {
  if (model === undefined && cwd === undefined && approval_policy === undefined && sandbox === undefined) return;
  const { loadConfig } = await engine.host();
  const config = await loadConfig({ cwd, sandboxMode: sandbox }, []);
  conversation.submit({
    type: "override_turn_context",
    model,
    cwd: cwd === undefined ? undefined : config.cwd,
    approval_policy,
    sandbox_policy: sandbox === undefined ? undefined : config.sandboxPolicy,
  });
  await conversation.handled();
}
