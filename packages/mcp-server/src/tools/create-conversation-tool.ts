import { CodexError } from "@codex/core";
import type { CallToolResult } from "@codex/mcp-types/tools";
import type { Event } from "@codex/protocol";
import {
  type ConversationCreateArgs,
  ConversationCreateArgsSchema,
  type ConversationCreateResult,
} from "@codex/protocol/conversation-tools";
import { TOOL_EVENT_METHOD } from "@codex/protocol/methods";
import type { CallContext } from "../mcp/call-context.js";
import { PacedEvents } from "../paced-events.js";
import type { ServedConversation } from "../served-conversation.js";
import { conversationToolResult } from "./conversation-tool-result.js";
import { parseToolArguments } from "./parse-tool-arguments.js";
import type { ToolEnvironment } from "./tool-environment.js";

/** `conversationCreate`: creates a conversation without a first turn. */
export async function createConversationTool(
  environment: ToolEnvironment,
  args: unknown,
  context: CallContext,
): Promise<CallToolResult> {
  const parsed = parseToolArguments(ConversationCreateArgsSchema, "conversationCreate", args);
  if (!parsed.ok) return failure(parsed.message);
  const { config } = parsed.value;
  const { conversations } = environment.engine;
  try {
    const settings = { overrides: overridesOf(parsed.value), config };
    const served = await conversations.create({ ...settings, owner: environment.owner, keepsEvents: true });
    if (environment.sendsEvents) sendEvents(served, context);
    const { id: conversation_id, conversation } = served;
    return conversationToolResult({ conversation_id, model: conversation.sessionConfigured.model });
  } catch (error) {
    if (!(error instanceof CodexError)) throw error;
    return failure(`Failed to initialize session: ${error.message}`);
  }
}

/** Parity: codex-rs 0.21 sends all events of the conversation under the id of the call that created it, long after its answer. */
function sendEvents(served: ServedConversation, { client: { connection }, requestId }: CallContext): void {
  const _meta = { requestId };
  const events = new PacedEvents(({ id, msg }: Event) => connection.notify(TOOL_EVENT_METHOD, { _meta, id, msg }));
  const subscription = served.conversation.subscribe({
    onEvent: (event) => events.send(event),
    pressure: () => events.pressure(),
  });
  connection.signal.addEventListener("abort", () => subscription[Symbol.dispose](), { once: true });
}

function overridesOf(args: ConversationCreateArgs) {
  return {
    model: args.model,
    profile: args.profile,
    cwd: args.cwd,
    approvalPolicy: args.approval_policy,
    sandboxMode: args.sandbox,
    baseInstructions: args.base_instructions,
  };
}

function failure(message: string): CallToolResult {
  const result: ConversationCreateResult = { message };
  return conversationToolResult(result, { isError: true });
}
