import type { FileChanges } from "@codex/protocol";
import { CodexError } from "../error.js";
import { formatExecOutput } from "../exec/format-output.js";
import { assessPatchSafety } from "../safety/assess-patch-safety.js";
import type { Turn } from "../session/turn.js";
import { type PatchOutput, type PreparedPatch, prepareApplyPatch, runApplyPatch } from "./apply-patch-tool.js";

/** Applies a patch as the policies allow, asking first where they say so; gives the text for the model. */
export async function runPatch(turn: Turn, callId: string, request: { patch: string; cwd: string }): Promise<string> {
  const prepared = await prepareApplyPatch({ ...request, signal: turn.task.signal });
  if (prepared.type === "correctness-error") return `error: ${prepared.message}`;
  const { context, session } = turn;
  const check = await assessPatchSafety({
    paths: prepared.paths,
    approvalPolicy: context.approvalPolicy,
    sandboxPolicy: context.sandboxPolicy,
    cwd: context.cwd,
    roots: session.roots,
  });
  switch (check.type) {
    case "reject":
      return `patch rejected: ${check.reason}`;
    case "auto-approve":
      return applyConfined(turn, callId, prepared);
    case "ask-user":
      return askAndApply(turn, callId, { prepared, reason: check.reason });
    default:
      check satisfies never;
      throw new TypeError("unknown safety check");
  }
}

async function applyConfined(turn: Turn, callId: string, prepared: PreparedPatch): Promise<string> {
  const run = await applyWithEvents(turn, callId, { prepared, confined: true, autoApproved: true });
  if (!run.output.denied || turn.context.approvalPolicy !== "on-failure") return run.text;
  return askAndApply(turn, callId, {
    prepared,
    reason: "the patch writes outside of the workspace; apply it all the same?",
  });
}

async function askAndApply(
  turn: Turn,
  callId: string,
  { prepared, reason }: { prepared: PreparedPatch; reason: string | undefined },
): Promise<string> {
  const { approvals } = turn.session;
  if (prepared.paths.every((path) => approvals.approvedPaths.has(path))) {
    return (await applyWithEvents(turn, callId, { prepared, confined: false, autoApproved: true })).text;
  }
  const decision = await askForApproval(turn, callId, { changes: prepared.changes, reason });
  if (decision === "denied" || decision === "abort") return "patch rejected by user";
  if (decision === "approved_for_session") approvals.approvePathsForSession(prepared.paths);
  return (await applyWithEvents(turn, callId, { prepared, confined: false, autoApproved: false })).text;
}

async function askForApproval(
  { session, task }: Turn,
  callId: string,
  { changes, reason }: { changes: FileChanges; reason: string | undefined },
) {
  // Waiting starts before the question is out: the fastest answer finds it.
  const answer = session.approvals.wait(task.submissionId, task.signal);
  task.emit({ type: "apply_patch_approval_request", call_id: callId, changes, reason, grant_root: undefined });
  const decision = await answer;
  if (task.signal.aborted) throw new CodexError("interrupted", "the turn was interrupted");
  return decision;
}

interface PatchRun {
  readonly prepared: PreparedPatch;
  /** Whether the sandbox policy holds; otherwise exactly this patch is allowed. */
  readonly confined: boolean;
  /** Nobody was asked. */
  readonly autoApproved: boolean;
}

async function applyWithEvents(
  turn: Turn,
  callId: string,
  { prepared, confined, autoApproved }: PatchRun,
): Promise<{ readonly output: PatchOutput; readonly text: string }> {
  const { session, context, task, diff } = turn;
  await Promise.all([diff.onPatchBegin(prepared.changes), session.instructionFiles.watch(prepared.paths)]);
  task.emit({ type: "patch_apply_begin", call_id: callId, auto_approved: autoApproved, changes: prepared.changes });
  const started = performance.now();
  const output = await runApplyPatch(prepared, {
    sandboxPolicy: confined ? context.sandboxPolicy : undefined,
    sandboxCwd: context.cwd,
    roots: session.roots,
    signal: task.signal,
  });
  const { stdout, stderr, exitCode } = output;
  task.emit({ type: "patch_apply_end", call_id: callId, stdout, stderr, success: exitCode === 0 });
  const unifiedDiff = await diff.unifiedDiff();
  if (unifiedDiff !== undefined) task.emit({ type: "turn_diff", unified_diff: unifiedDiff });
  const aggregatedOutput = stdout + stderr;
  const durationMs = performance.now() - started;
  const text = formatExecOutput({ exitCode, stdout, stderr, aggregatedOutput, durationMs, timedOut: false });
  return { output, text };
}
