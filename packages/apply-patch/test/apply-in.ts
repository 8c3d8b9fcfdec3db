import { type ApplyResult, applyPatch, createFencedFileSystem, type WriteAccess } from "../src/index.js";

/** Applies a patch made of these lines in `cwd`, which is also the only writable root unless said otherwise. */
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
