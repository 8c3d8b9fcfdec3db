import { type ApplyResult, applyPatch, createFencedFileSystem, type WriteAccess } from "../src/index.js";

/** Applies a patch with these lines in `cwd`, by default also the only writable root. */
export function applyIn(
  cwd: string,
  lines: readonly string[],
  access: WriteAccess = { type: "roots", roots: [cwd] },
): Promise<ApplyResult> {
  return applyPatch({
    patch: ["*** Begin Patch", ...lines, "*** End Patch"].join("\n"),
    cwd,
    fileSystem: createFencedFileSystem(access),
    signal: new AbortController().signal,
  });
}
