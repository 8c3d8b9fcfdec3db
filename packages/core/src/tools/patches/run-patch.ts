import { formatExecOutput, formatPatchOutput } from "../../exec/output/format-output.js";
import { isWorthReporting, putAsideNote } from "../../exec/output/put-aside-note.js";
import type { OpenDocuments } from "../../files/open-documents.js";
import { assessPatchSafety } from "../../safety/assess-patch-safety.js";
import type { PutAside } from "../../safety/obeyed/apply-verdict.js";
import type { ItemHandle } from "../../session/item-handle.js";
import { sandboxOf } from "../../session/sandbox-of.js";
import type { Session } from "../../session/session.js";
import type { Turn } from "../../session/turn.js";
import { askPermission } from "../ask-permission.js";
import { reportPutAside } from "../report-put-aside.js";
import { failedAnswer, type ToolAnswer } from "../tool.js";
import { type PatchOutput, type PreparedPatch, prepareApplyPatch, runApplyPatch } from "./apply-patch.js";
import { patchHookTool } from "./patch-hook-tool.js";

/** Applies a patch as the policies allow, after asking if they require it. Returns the answer for the model. */
export async function runPatch(
  turn: Turn,
  callId: string,
  request: { patch: string; cwd: string },
): Promise<ToolAnswer> {
  const { context, session } = turn;
  const documents = safeDocuments(session);
  const restricted = sandboxOf(session, context);
  const { hiddenFiles, deniedPaths } = restricted;
  const { signal } = turn.running;
  const prepared = await prepareApplyPatch({ ...request, documents, hiddenFiles, deniedPaths, signal });
  if (prepared.type === "correctness-error") return failedAnswer(`error: ${prepared.message}`);
  const check = await assessPatchSafety({
    paths: prepared.paths,
    approvalPolicy: context.approvalPolicy,
    sandboxPolicy: context.sandboxPolicy,
    granted: session.granted.in(turn),
    restricted,
    cwd: context.cwd,
    roots: session.roots,
  });
  const proposal = { turn, callId, prepared, patch: request.patch };
  switch (check.type) {
    case "reject":
      patchItem(proposal, "proposed").end({ status: "declined", reason: check.reason });
      return failedAnswer(`patch rejected: ${check.reason}`);
    case "auto-approve":
      return applyConfined(proposal);
    case "ask-user":
      return askAndApply(proposal, { reason: check.reason, outsideSandbox: check.sandboxed !== true });
    default:
      check satisfies never;
      throw new TypeError("unknown safety check");
  }
}

/**
 * An editor opens files by name. While a command is running, it could replace folders with links, so files are then changed only on disk,
 * where every folder is held open.
 */
const safeDocuments = ({ services: { exec, documents } }: Session): OpenDocuments | undefined =>
  exec.isBusy ? undefined : documents;

interface PatchRequest {
  readonly turn: Turn;
  readonly callId: string;
  readonly prepared: PreparedPatch;
  /** The patch as the model wrote it. */
  readonly patch: string;
}

type PatchItem = ItemHandle<"patch">;

/** Begins the item: `proposed` while it needs approval. */
function patchItem({ turn, callId, prepared }: PatchRequest, status: "proposed" | "running"): PatchItem {
  const autoApproved = status === "running";
  return turn.running.item("patch", {
    status,
    callId,
    changes: prepared.changes,
    autoApproved,
    stdout: "",
    stderr: "",
  });
}

async function applyConfined(request: PatchRequest): Promise<ToolAnswer> {
  const run = await apply(request, { item: patchItem(request, "running"), confined: true });
  if (!run.output.denied || request.turn.context.approvalPolicy !== "on-failure") return run.answer;
  const reason = "the patch writes outside of the workspace; apply it all the same?";
  return askAndApply(request, { reason, outsideSandbox: true });
}

async function askAndApply(
  request: PatchRequest,
  about: { readonly reason: string | undefined; readonly outsideSandbox: boolean },
): Promise<ToolAnswer> {
  const { turn, callId, prepared } = request;
  const { approvals } = turn.session;
  if (prepared.paths.every((path) => approvals.approvedPaths.has(path))) {
    return (await apply(request, { item: patchItem(request, "running"), confined: false })).answer;
  }
  const item = patchItem(request, "proposed");
  const { changes } = prepared;
  const question = { kind: "patch", itemId: item.id, callId, changes, ...about } as const;
  const answer = await askPermission(turn, question, () => patchHookTool(request.patch.trimEnd()));
  if (answer.type !== "approved") {
    item.end({ status: "declined" });
    return failedAnswer("message" in answer ? `patch rejected: ${answer.message}` : "patch rejected by user");
  }
  if (answer.scope === "thread") approvals.approvePathsForSession(prepared.paths);
  return (await apply(request, { item, confined: false })).answer;
}

interface PatchRun {
  readonly item: PatchItem;
  /** Whether the sandbox policy applies; otherwise exactly this patch was approved. */
  readonly confined: boolean;
}

async function apply(
  { turn, prepared }: PatchRequest,
  { item: open, confined }: PatchRun,
): Promise<{ readonly output: PatchOutput; readonly answer: ToolAnswer }> {
  const { session, context, running } = turn;
  using item = open;
  session.instructionFiles.watch(prepared.paths);
  await running.diff.onPatchBegin(prepared.changes);
  item.begin();
  const started = performance.now();
  const output = await runWatched({ turn, confined }, () =>
    runApplyPatch(prepared, {
      sandboxPolicy: confined ? context.sandboxPolicy : undefined,
      granted: session.granted.in(turn),
      restricted: sandboxOf(session, context),
      sandboxCwd: context.cwd,
      roots: session.roots,
      documents: safeDocuments(session),
      signal: running.signal,
    }),
  );
  const { stdout, stderr, exitCode } = output;
  item.end({ status: exitCode === 0 ? "completed" : "failed", stdout, stderr });
  await running.reportDiff();
  const aggregatedOutput = stdout + stderr;
  const durationMs = performance.now() - started;
  const result = { exitCode, stdout, stderr, aggregatedOutput, durationMs, timedOut: false };
  const words = formatPatchOutput(result);
  const text = context.modelFamily.isInCatalog === true ? words : formatExecOutput(result);
  return { output, answer: { output: text, response: words, failed: exitCode !== 0 } };
}

/** If nobody was asked, files that the user's programs would obey are put aside, as for commands. */
async function runWatched(
  { turn, confined }: { readonly turn: Turn; readonly confined: boolean },
  run: () => Promise<PatchOutput>,
): Promise<PatchOutput> {
  const { session, context } = turn;
  const policy = { sandboxed: confined, ...sandboxOf(session, context), granted: session.granted.in(turn) };
  const { restore } = await session.services.exec.watchWrites(policy);
  let output: PatchOutput | undefined;
  let aside: PutAside | undefined;
  try {
    output = await run();
  } finally {
    aside = await restore?.();
    if (aside !== undefined && isWorthReporting(aside)) reportPutAside(turn)(aside);
  }
  if (aside === undefined || !isWorthReporting(aside)) return output;
  return { ...output, exitCode: aside.isFailure ? 1 : output.exitCode, stderr: output.stderr + putAsideNote(aside) };
}
