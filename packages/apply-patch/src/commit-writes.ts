import { ApplyPatchError } from "./error.js";
import { errorCode } from "./error-code.js";
import type { Fence } from "./fence.js";
import type { FileWrite } from "./patch-file-system.js";
import { StagedWrites } from "./staged-writes.js";

export interface CommitOptions {
  readonly fence: Fence;
  /** Respected until the first file is changed; after that, the commit finishes or is undone. */
  readonly signal: AbortSignal;
}

/** Makes all changes or none: everything that can fail early is prepared next to the files, then each is renamed into place. */
export async function commitWrites(changes: readonly FileWrite[], { fence, signal }: CommitOptions): Promise<void> {
  await using staged = new StagedWrites(fence);
  let current = "";
  try {
    for (const change of changes) {
      if (signal.aborted) throw new ApplyPatchError("interrupted", "interrupted before the patch was applied");
      current = change.path;
      await staged.stage(change);
    }
    for (const change of changes) {
      current = change.path;
      await staged.swapIn(change);
    }
  } catch (error) {
    await staged.rollBack();
    throw naming(error, current, changes);
  }
  await staged.finish();
}

/** Adds the file's name to a failure. */
function naming(cause: unknown, path: string, changes: readonly FileWrite[]): unknown {
  if (cause instanceof ApplyPatchError && cause.code === "interrupted") return cause;
  const verb = changes.find((change) => change.path === path)?.type === "remove" ? "delete" : "write";
  const code = cause instanceof ApplyPatchError ? cause.code : "file-system";
  return new ApplyPatchError(code, `Failed to ${verb} file ${path}: ${reasonOf(cause)}`, { cause });
}

function reasonOf(cause: unknown): string {
  if (cause instanceof ApplyPatchError) return cause.message;
  if (errorCode(cause) === "ENOENT") return "no such file";
  // Not the system's message, which contains the descriptor's path.
  return errorCode(cause) ?? String(cause);
}
