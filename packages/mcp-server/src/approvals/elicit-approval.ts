import { ConnectionError } from "@codex/jsonrpc";
import type { FileChange, ReviewDecision } from "@codex/protocol";
import type { ExecApprovalElicitRequestParams, PatchApprovalElicitRequestParams } from "@codex/protocol/codex-tools";
import { commandText, inlineCode, visibleLine, visibleText } from "@codex/thread-host";
import type { CallContext } from "../mcp/call-context.js";
import type { ApprovalQuestion, Asker } from "./approval-question.js";
import { type DenialReason, type ElicitationAnswer, readElicitationAnswer } from "./elicitation-answer.js";

export interface ElicitApprovalOptions {
  /** The tool call whose turn is asking. */
  readonly context: CallContext;
  /** How long the client may take to answer, in milliseconds. */
  readonly timeoutMs: number;
  readonly onDenied: (question: ApprovalQuestion, reason: DenialReason) => void;
}

/**
 * Asks the client of a tool call with `elicitation/create`. It is a denial if the client cannot be asked, or its answer is an error,
 * malformed or late.
 * Differs from codex-rs: there, a client without elicitation, or one that answers with an error, blocks the turn forever.
 */
export function elicitApproval(options: ElicitApprovalOptions): Asker {
  return async (question, signal): Promise<ReviewDecision> => {
    const answer = await ask(options, question, signal);
    if ("reason" in answer && !signal.aborted) options.onDenied(question, answer.reason);
    return answer.decision;
  };
}

async function ask(
  { context, timeoutMs }: ElicitApprovalOptions,
  question: ApprovalQuestion,
  signal: AbortSignal,
): Promise<ElicitationAnswer> {
  if (!context.client.canBeAsked) return { decision: "denied", reason: "client-cannot-be-asked" };
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const params = paramsFor(String(context.requestId), question);
    const answer = await context.request("elicitation/create", params, AbortSignal.any([signal, timeout]));
    return readElicitationAnswer(answer);
  } catch (error) {
    if (error instanceof ConnectionError) throw error;
    return { decision: "denied", reason: timeout.aborted ? "timed-out" : "request-failed" };
  }
}

function paramsFor(
  toolCallId: string,
  question: ApprovalQuestion,
): ExecApprovalElicitRequestParams | PatchApprovalElicitRequestParams {
  const { eventId, request } = question;
  const common = {
    message: visibleText(messageFor(question)),
    requestedSchema: { type: "object" as const, properties: {} },
    codex_mcp_tool_call_id: toolCallId,
    codex_event_id: eventId,
    codex_call_id: request.call_id,
  };
  if (request.type === "exec_approval_request") {
    const { command, cwd } = request;
    return { ...common, codex_elicitation: "exec-approval", codex_command: command, codex_cwd: cwd };
  }
  return {
    ...common,
    codex_elicitation: "patch-approval",
    codex_reason: request.reason,
    codex_changes: request.changes,
  };
}

function messageFor({ request, outsideSandbox }: ApprovalQuestion): string {
  const because = request.reason === undefined ? "" : ` Reason: ${request.reason}`;
  if (request.type === "exec_approval_request") {
    const lifted = outsideSandbox ? " It would run outside the sandbox, with all your rights." : "";
    return `Allow Codex to run ${inlineCode(commandText(request.command))} in ${nameText(request.cwd)}?${lifted}${because}`;
  }
  const files = Object.entries(request.changes).map(([path, change]) => changedFile(path, change));
  return `Allow Codex to change ${files.join(", ")}?${because}`;
}

/** The new path of a moved file is overwritten, too. */
function changedFile(path: string, change: FileChange): string {
  const name = nameText(path);
  if (change === "delete") return `${name} (delete it)`;
  const target = "update" in change ? change.update.move_path : undefined;
  return typeof target === "string" ? `${name} (move it to ${nameText(target)})` : name;
}

/** On one line, and in quotes if it could look like other words of the question. */
const nameText = (path: string): string => visibleLine(commandText([path]));
