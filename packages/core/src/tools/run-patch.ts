import type { FileChanges } from "@codex/protocol";
import { CodexError } from "../error.js";
import { formatExecOutput } from "../exec/format-output.js";
import { assessPatchSafety } from "../safety/assess-patch-safety.js";
import type { Turn } from "../turn/run-task.js";
import { type PreparedPatch, prepareApplyPatch, runApplyPatch } from "./apply-patch-tool.js";

/** Applies a patch as the policies allow, asking first where they say so; gives the text for the model. */
export async function runPatch(turn: Turn, callId: string, request: { patch: string; cwd: string }): Promise<string> {
  const prepared = await prepareApplyPatch(request);
  if (prepared.type === "correctness-error") return `error: ${prepared.message}`;
  const { context } = turn;
  const check = await assessPatchSafety({
    paths: prepared.paths,
    approvalPolicy: context.approvalPolicy,
    sandboxPolicy: context.sandboxPolicy,
    cwd: context.cwd,
    env: turn.session.config.env,
  });
  switch (check.type) {
    case "reject":
      return `patch rejected: ${check.reason}`;
    case "auto-approve":
      return applyWithEvents(turn, callId, { prepared, approvedByUser: false });
    case "ask-user":
      if (!(await askForApproval(turn, callId, prepared.changes))) return "patch rejected by user";
      return applyWithEvents(turn, callId, { prepared, approvedByUser: true });
    default:
      check satisfies never;
      throw new TypeError("unknown safety check");
  }
}

async function askForApproval({ session, task }: Turn, callId: string, changes: FileChanges): Promise<boolean> {
  const answer = session.approvals.wait(task.submissionId, task.signal);
  task.emit({
    type: "apply_patch_approval_request",
    call_id: callId,
    changes,
    reason: undefined,
    grant_root: undefined,
  });
  const decision = await answer;
  if (task.signal.aborted) throw new CodexError("interrupted", "the turn was interrupted");
  return decision === "approved" || decision === "approved_for_session";
}

async function applyWithEvents(
  turn: Turn,
  callId: string,
  { prepared, approvedByUser }: { prepared: PreparedPatch; approvedByUser: boolean },
): Promise<string> {
  const { session, context, task, diff } = turn;
  await diff.onPatchBegin(prepared.changes);
  task.emit({ type: "patch_apply_begin", call_id: callId, auto_approved: !approvedByUser, changes: prepared.changes });
  const started = performance.now();
  const result = await runApplyPatch(prepared, {
    sandboxPolicy: approvedByUser ? undefined : context.sandboxPolicy,
    sandboxCwd: context.cwd,
    env: session.config.env,
    signal: task.signal,
  });
  const { stdout, stderr, exitCode } = result;
  task.emit({ type: "patch_apply_end", call_id: callId, stdout, stderr, success: exitCode === 0 });
  const unifiedDiff = await diff.unifiedDiff();
  if (unifiedDiff !== undefined) task.emit({ type: "turn_diff", unified_diff: unifiedDiff });
  return formatExecOutput({
    exitCode,
    stdout,
    stderr,
    aggregatedOutput: stdout + stderr,
    durationMs: performance.now() - started,
    timedOut: false,
  });
}
