import { CodexError, type Conversation } from "@codex/core";
import type { RequestContext } from "@codex/jsonrpc";
import type { CallToolResult } from "@codex/mcp-types/tools";
import type { EventMsg, Op } from "@codex/protocol";
import type * as z from "zod/mini";
import {
  CodexReplyToolArgumentsSchema,
  type CodexToolArguments,
  CodexToolArgumentsSchema,
} from "./codex-tool-schemas.js";
import { PacedNotifications } from "./conversation-listeners.js";
import { elicitApproval } from "./elicit-approval.js";
import { errorResult, type ToolContext } from "./tool-requests.js";

/** `codex`: a new session, run to the end of its first turn. */
export async function runCodexTool(
  context: ToolContext,
  request: RequestContext,
  args: unknown,
): Promise<CallToolResult> {
  const parsed = parseArguments(CodexToolArgumentsSchema, args, "codex");
  if (!parsed.ok) return errorResult(parsed.message);
  const { manager, loadConfig } = await context.host();
  try {
    const config = await loadConfig(overridesOf(parsed.value), Object.entries(parsed.value.config ?? {}));
    const conversation = await manager.newConversation(config);
    return await runTurn(context, request, { conversation, prompt: parsed.value.prompt, isNew: true });
  } catch (error) {
    if (!(error instanceof CodexError)) throw error;
    return errorResult(`Failed to start Codex session: ${error.message}`);
  }
}

/** `codex-reply`: the next turn of a session. */
export async function runCodexReplyTool(
  context: ToolContext,
  request: RequestContext,
  args: unknown,
): Promise<CallToolResult> {
  const parsed = parseArguments(CodexReplyToolArgumentsSchema, args, "codex-reply");
  if (!parsed.ok) return errorResult(parsed.message);
  const { sessionId, prompt } = parsed.value;
  const { manager } = await context.host();
  const conversation = manager.conversations.find(({ id }) => id === sessionId);
  if (conversation === undefined) return errorResult(`Session not found for session_id: ${sessionId}`);
  return runTurn(context, request, { conversation, prompt, isNew: false });
}

async function runTurn(
  context: ToolContext,
  request: RequestContext,
  { conversation, prompt, isNew }: { conversation: Conversation; prompt: string; isNew: boolean },
): Promise<CallToolResult> {
  // Parity: codex-rs/mcp-server: the first turn's events carry the request's id, later ones the conversation's count.
  const toolCallId = String(request.id);
  let turnId: string | undefined = isNew ? toolCallId : undefined;
  const outgoing = new PacedNotifications(context.connection);
  const { promise, resolve } = Promise.withResolvers<CallToolResult>();
  let failure: string | undefined;
  const send = (id: string, msg: EventMsg) =>
    outgoing.send("codex/event", { _meta: { requestId: request.id }, id, msg });
  if (isNew) send("", conversation.sessionConfigured);
  const onEvent = ({ id, msg }: { id: string; msg: EventMsg }) => {
    send(id, msg);
    if (msg.type === "exec_approval_request" || msg.type === "apply_patch_approval_request") {
      void elicitApproval(context, { conversation, toolCallId, eventId: id, msg });
    }
    if (id !== turnId) return;
    if (msg.type === "error") failure = msg.message;
    if (msg.type === "turn_aborted") resolve(errorResult("The turn was interrupted."));
    if (msg.type === "task_complete") {
      resolve(failure === undefined ? textResult(msg.last_agent_message ?? "") : errorResult(failure));
    }
  };
  using _subscription = conversation.subscribe({
    onEvent,
    onClose: () => resolve(errorResult("The session was shut down.")),
    pressure: () => outgoing.pressure(),
  });
  const interrupt = () => void conversation.submit({ type: "interrupt" });
  request.signal.addEventListener("abort", interrupt, { once: true });
  try {
    const op: Op = { type: "user_input", items: [{ type: "text", text: prompt }] };
    if (isNew) conversation.submitWithId({ id: toolCallId, op });
    else turnId = conversation.submit(op);
    return await promise;
  } finally {
    request.signal.removeEventListener("abort", interrupt);
  }
}

function overridesOf(args: CodexToolArguments) {
  return {
    model: args.model,
    profile: args.profile,
    cwd: args.cwd,
    approvalPolicy: args["approval-policy"],
    sandboxMode: args.sandbox,
    baseInstructions: args["base-instructions"],
    includePlanTool: args["include-plan-tool"],
  };
}

function parseArguments<T>(
  schema: z.ZodMiniType<T>,
  args: unknown,
  tool: string,
): { ok: true; value: T } | { ok: false; message: string } {
  if (args === undefined) return { ok: false, message: `Missing arguments for the ${tool} tool: prompt is required` };
  const parsed = schema.safeParse(args);
  if (parsed.success) return { ok: true, value: parsed.data };
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "arguments"}: ${message}`);
  return { ok: false, message: `Failed to parse the arguments of the ${tool} tool: ${faults.join("; ")}` };
}

function textResult(text: string): CallToolResult {
  return { content: [{ type: "text", text }] };
}
