import { ApplyPatchError } from "./error.js";
import { errorCode } from "./error-code.js";
import type { Fence } from "./fence.js";
import type { FileWrite } from "./patch-file-system.js";
import { StagedWrites } from "./staged-writes.js";

export interface CommitOptions {
  readonly fence: Fence;
  /** Heeded until the first file is changed; from then on the commit ends or is undone. */
  readonly signal: AbortSignal;
}

/** Makes all changes or none: everything that can fail early is done beside the files, then each is renamed in. */
export async function commitWrites(changes: readonly FileWrite[], { fence, signal }: CommitOptions): Promise<void> {
  await using staged = new StagedWrites(fence);
  try {
    for (const change of changes) {
      if (signal.aborted) throw new ApplyPatchError("interrupted", "interrupted before the patch was applied");
      await naming(change, () => staged.stage(change));
    }
    for (const change of changes) await naming(change, () => staged.swapIn(change));
  } catch (error) {
    await staged.rollBack();
    throw error;
  }
  await staged.finish();
}

/** Says which file a failure is about. */
async function naming(change: FileWrite, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (cause) {
    const verb = change.type === "remove" ? "delete" : "write";
    const code = cause instanceof ApplyPatchError ? cause.code : "file-system";
    throw new ApplyPatchError(code, `Failed to ${verb} file ${change.path}: ${reason(cause)}`, { cause });
  }
}

function reason(cause: unknown): string {
  if (cause instanceof ApplyPatchError) return cause.message;
  if (errorCode(cause) === "ENOENT") return "no such file";
  // Not the system's message: it names the path through the descriptor.
  return errorCode(cause) ?? String(cause);
}
