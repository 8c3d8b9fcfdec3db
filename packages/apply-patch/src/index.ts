// Each line is a promise to those who import this package.
export { type ApplyPatchOptions, type ApplyResult, applyPatch } from "./apply-patch.js";
export { ApplyPatchError, type ApplyPatchErrorCode } from "./error.js";
export { createFence, type Fence, isProtected, isRepositoryName, type WriteAccess } from "./fence.js";
export { createFencedFileSystem } from "./fenced-file-system.js";
export { type OpenedDirectory, openDirectory } from "./opened-directory.js";
export { type ParseResult, parsePatch } from "./parse-patch.js";
export type { AddFile, Chunk, ChunkLine, DeleteFile, FileHunk, Patch, UpdateFile } from "./patch.js";
export type { FileWrite, PatchFileSystem, StoredFile } from "./patch-file-system.js";
export { type PatchPlan, type PlanOptions, type PlanResult, planPatch, type SummaryLine } from "./plan-patch.js";
export type { PlannedChange } from "./planned-change.js";
export { resolveTarget } from "./resolve-target.js";
export { type UnifiedDiffOptions, unifiedDiff } from "./unified-diff.js";
