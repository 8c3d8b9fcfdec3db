import { ApplyPatchError } from "./error.js";
import { parsePatch } from "./parse-patch.js";
import type { Patch } from "./patch.js";
import type { PatchFileSystem } from "./patch-file-system.js";
import { type PatchPlan, planPatch } from "./plan-patch.js";
import type { PlannedChange } from "./planned-change.js";

export interface ApplyPatchOptions {
  /** A patch's text, or the result of `parsePatch`. */
  readonly patch: string | Patch;
  /** Absolute; relative paths in the patch start here. */
  readonly cwd: string;
  readonly fileSystem: PatchFileSystem;
  readonly signal: AbortSignal;
}

export interface ApplyResult {
  readonly ok: boolean;
  /** The list of files, one per line, on success. */
  readonly stdout: string;
  /** What went wrong, or empty. */
  readonly stderr: string;
  /** Nothing was written because the patch writes outside the permitted places. */
  readonly denied: boolean;
  /** By absolute path; empty unless successful. */
  readonly changes: ReadonlyMap<string, PlannedChange>;
}

/**
 * Applies a patch to all of its files, or to none.
 *
 * @throws ApplyPatchError `interrupted` if the signal fires before the first file is changed. Every other failure is returned as a
 * result.
 */
export async function applyPatch(options: ApplyPatchOptions): Promise<ApplyResult> {
  const { cwd, fileSystem, signal } = options;
  const parsed =
    typeof options.patch === "string" ? await parsePatch(options.patch) : { ok: true as const, patch: options.patch };
  if (!parsed.ok) {
    const where = parsed.line === undefined ? "Invalid patch" : `Invalid patch hunk on line ${parsed.line}`;
    return failed(`${where}: ${parsed.message}`);
  }
  if (parsed.patch.hunks.length === 0) return failed("No files were modified.");
  try {
    const planned = await planPatch(parsed.patch, { cwd, fileSystem, signal });
    if (!planned.ok) return failed(planned.message);
    await fileSystem.commit(planned.plan.writes, signal);
    return succeeded(planned.plan);
  } catch (error) {
    if (!(error instanceof ApplyPatchError) || error.code === "interrupted") throw error;
    return { ...failed(error.message), denied: error.code === "outside-fence" };
  }
}

function succeeded({ changes, summary }: PatchPlan): ApplyResult {
  return { ok: true, stdout: formatSummary(summary), stderr: "", denied: false, changes };
}

function failed(message: string): ApplyResult {
  return { ok: false, stdout: "", stderr: `${message}\n`, denied: false, changes: new Map() };
}

/** Added files first, then modified, then deleted ones. */
function formatSummary(summary: PatchPlan["summary"]): string {
  const lines = (["A", "M", "D"] as const).flatMap((letter) =>
    summary.filter((line) => line.letter === letter).map((line) => `${letter} ${line.path}\n`),
  );
  return `Success. Updated the following files:\n${lines.join("")}`;
}
