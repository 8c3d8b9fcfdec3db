import { CodexError, type ConfigOverrides } from "@codex/core";
import type { OutputSchema } from "@codex/exec";
import type { CallToolResult } from "@codex/mcp-types/tools";
import type { CallContext } from "../mcp/call-context.js";
import type { ServedConversation } from "../served-conversation.js";
import { codexToolResult, rejectedResult } from "./codex-tool-result.js";
import {
  CodexReplyToolArgumentsSchema,
  type CodexToolArguments,
  CodexToolArgumentsSchema,
} from "./codex-tool-schemas.js";
import { parseCodexCall } from "./parse-codex-call.js";
import type { ToolEnvironment } from "./tool-environment.js";
import { runToolTurn } from "./tool-turn.js";

/** `codex`: starts a session and runs its first turn to the end. */
export async function runCodexTool(
  environment: ToolEnvironment,
  args: unknown,
  context: CallContext,
): Promise<CallToolResult> {
  const parsed = await parseCodexCall(CodexToolArgumentsSchema, "codex", args);
  if (!parsed.ok) return rejectedResult({ errorCode: "invalid-arguments", message: parsed.message });
  const { args: given, outputSchema } = parsed.value;
  const { prompt, config, "timeout-ms": timeoutMs } = given;
  const { conversations } = environment.engine;
  try {
    const settings = { overrides: overridesOf(given), config };
    const served = await conversations.create({ ...settings, owner: environment.owner, isResumable: true });
    return await runTurn(environment, context, {
      served,
      prompt,
      timeoutMs,
      outputSchema,
      ignored: parsed.ignored,
      isFirst: true,
    });
  } catch (error) {
    if (!(error instanceof CodexError)) throw error;
    return rejectedResult({ errorCode: "not-started", message: `Failed to start Codex session: ${error.message}` });
  }
}

/** `codex-reply`: runs the next turn of a session, even one saved by an earlier process. */
export async function runCodexReplyTool(
  environment: ToolEnvironment,
  args: unknown,
  context: CallContext,
): Promise<CallToolResult> {
  const parsed = await parseCodexCall(CodexReplyToolArgumentsSchema, "codex-reply", withSessionId(args));
  if (!parsed.ok) return rejectedResult({ errorCode: "invalid-arguments", message: parsed.message });
  const { args: given, outputSchema } = parsed.value;
  const { sessionId, prompt, "timeout-ms": timeoutMs } = given;
  try {
    const served = await environment.engine.conversations.findOrResume(sessionId, environment.owner);
    return await runTurn(environment, context, {
      served,
      prompt,
      timeoutMs,
      outputSchema,
      ignored: parsed.ignored,
      isFirst: false,
    });
  } catch (error) {
    if (!(error instanceof CodexError)) throw error;
    return resumeFailure(sessionId, error);
  }
}

function resumeFailure(sessionId: string, error: CodexError): CallToolResult {
  if (error.code !== "conversation-not-found") {
    const message = `Session ${sessionId} could not continue: ${error.message}`;
    return rejectedResult({ errorCode: "not-started", sessionId, message });
  }
  const message = `Session not found for session_id: ${sessionId}. The conversationsList tool lists the saved ones`;
  return rejectedResult({ errorCode: "session-not-found", message });
}

interface Turn {
  readonly served: ServedConversation;
  readonly prompt: string;
  readonly timeoutMs: number | undefined;
  readonly outputSchema: OutputSchema | undefined;
  /** Names of arguments without effect. */
  readonly ignored: readonly string[];
  readonly isFirst: boolean;
}

async function runTurn(environment: ToolEnvironment, context: CallContext, turn: Turn): Promise<CallToolResult> {
  const { served } = turn;
  const claim = await served.claim();
  if (claim === undefined) {
    const message = `Session ${served.id} is busy: wait for its running turn to end, or cancel that call first`;
    return rejectedResult({ errorCode: "session-busy", message, sessionId: served.id });
  }
  try {
    const { approvalTimeoutMs, sendsEvents } = environment;
    const result = await runToolTurn({ ...turn, context, approvalTimeoutMs, sendsEvents });
    const { ignored } = turn;
    return codexToolResult(ignored.length === 0 ? result : { ...result, ignoredArguments: [...ignored] });
  } finally {
    claim[Symbol.dispose]();
    await environment.engine.conversations.touch(served.id);
  }
}

function overridesOf(args: CodexToolArguments): ConfigOverrides {
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

/** Newer versions of Codex use `threadId` or `conversationId`; both are accepted. */
function withSessionId(args: unknown): unknown {
  if (typeof args !== "object" || args === null) return args;
  const names = ["sessionId", "threadId", "conversationId"];
  const entries = Object.entries(args);
  const id = names.map((name) => entries.find(([given]) => given === name)).find((entry) => entry !== undefined);
  const rest = entries.filter(([name]) => !names.includes(name));
  return Object.fromEntries(id === undefined ? rest : [...rest, ["sessionId", id[1]]]);
}
