import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import {
  ApplyPatchError,
  applyPatch,
  createFencedFileSystem,
  type Patch,
  type PatchPlan,
  type PlannedChange,
  parsePatch,
  planPatch,
  resolveTarget,
  unifiedDiff,
  type WriteAccess,
} from "@codex/apply-patch";
import type { CurrentSandboxPolicy } from "@codex/protocol";
import { CodexError, errorCode } from "../../error.js";
import { isOneOf, leadsInto } from "../../files/leads-into.js";
import type { OpenDocuments } from "../../files/open-documents.js";
import { readSmallFile } from "../../files/read-small-file.js";
import type { FileChange } from "../../items/call-items.js";
import type { Permissions } from "../../items/permissions.js";
import { patchWriteAccess } from "../../safety/patch-write-access.js";
import type { RestrictedPaths } from "../../safety/restricted-paths.js";
import type { SessionRoots } from "../../safety/roots/session-roots.js";
import { documentFileSystem } from "./document-file-system.js";

/** A patch that matches the current files. */
export interface PreparedPatch {
  readonly type: "patch";
  readonly patch: Patch;
  /** The base of the patch's relative paths. */
  readonly cwd: string;
  /** The changes as shown to clients. */
  readonly changes: readonly FileChange[];
  /** Every path that is written, deleted or moved to, with links and `..` resolved; used for approval decisions. */
  readonly paths: readonly string[];
}

export type PrepareResult =
  | PreparedPatch
  /** The patch is malformed or does not match the files; `message` is for the model. */
  | { readonly type: "correctness-error"; readonly message: string };

export interface PrepareRequest {
  readonly patch: string;
  /** Absolute. */
  readonly cwd: string;
  readonly documents?: OpenDocuments | undefined;
  /**
   * Files that contain credentials. Patches to them are refused, since changes are shown and saved in the session's file. Default: none.
   */
  readonly hiddenFiles?: readonly string[] | undefined;
  /** Real paths that patches must neither read nor write. Default: none. */
  readonly deniedPaths?: readonly string[] | undefined;
  readonly signal?: AbortSignal;
}

/** Checks a patch against the files and returns its changes, without writing anything. */
export async function prepareApplyPatch(request: PrepareRequest): Promise<PrepareResult> {
  const { patch, cwd, documents, signal, hiddenFiles = [], deniedPaths = [] } = request;
  const parsed = await parsePatch(patch);
  if (!parsed.ok) {
    const where = parsed.line === undefined ? "invalid patch" : `invalid hunk at line ${parsed.line}`;
    return { type: "correctness-error", message: `${where}, ${parsed.message}` };
  }
  // Checked before any file is read, since the message for a patch that does not match quotes the file.
  for (const path of pathsIn(parsed.patch)) {
    if (await leadsInto(resolve(cwd, path), deniedPaths))
      return {
        type: "correctness-error",
        message: `${path} is denied by the permission profile: patches do not touch it`,
      };
  }
  const planned = await translatingErrors(() =>
    planPatch(parsed.patch, {
      cwd,
      fileSystem: documentFileSystem(createFencedFileSystem({ type: "approved", realPaths: new Set() }), documents),
      signal: signal ?? neverAborted(),
    }),
  );
  if (!planned.ok) return { type: "correctness-error", message: planned.message };
  for (const path of planned.plan.changes.keys()) {
    if (await isHidden(path, hiddenFiles))
      return {
        type: "correctness-error",
        message: `${path} holds a login or keys: patches neither show nor change it`,
      };
  }
  const resolved = await realPaths(planned.plan);
  if (!resolved.ok) return { type: "correctness-error", message: resolved.message };
  return {
    type: "patch",
    patch: parsed.patch,
    cwd,
    changes: await Promise.all([...planned.plan.changes].map(([path, change]) => toFileChange(path, change))),
    paths: resolved.paths,
  };
}

const pathsIn = ({ hunks }: Patch): string[] =>
  hunks.flatMap((hunk) => [
    hunk.path,
    ...(hunk.type === "update" && hunk.movePath !== undefined ? [hunk.movePath] : []),
  ]);

async function isHidden(path: string, hiddenFiles: readonly string[]): Promise<boolean> {
  const stats = await stat(path, { bigint: true }).catch(() => undefined);
  return stats !== undefined && isOneOf(stats, hiddenFiles);
}

export interface RunOptions {
  /** The policy to stay within; undefined if the user approved this very patch. */
  readonly sandboxPolicy: CurrentSandboxPolicy | undefined;
  /** Permissions that the user granted to the turn beyond the policy. Default: none. */
  readonly granted?: Permissions | undefined;
  /** What a permission profile removes from the policy. Default: nothing. */
  readonly restricted?: RestrictedPaths | undefined;
  /** The base of the policy's own relative paths. */
  readonly sandboxCwd: string;
  readonly roots: SessionRoots;
  readonly documents?: OpenDocuments | undefined;
  readonly signal: AbortSignal;
}

export interface PatchOutput {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Nothing was written because the policy forbids it. It may succeed with approval. */
  readonly denied: boolean;
}

/**
 * Applies a prepared patch to all of its files, or to none.
 * @throws CodexError `interrupted` if the signal fires before the first file is changed.
 */
export async function runApplyPatch(prepared: PreparedPatch, options: RunOptions): Promise<PatchOutput> {
  // Differs from codex-rs: instead of running a program in the sandbox, a fence in this process commits all files or none.
  const { ok, stdout, stderr, denied } = await translatingErrors(() =>
    applyPatch({
      patch: prepared.patch,
      cwd: prepared.cwd,
      fileSystem: documentFileSystem(createFencedFileSystem(writeAccess(prepared, options)), options.documents),
      signal: options.signal,
    }),
  );
  return { exitCode: ok ? 0 : 1, stdout, stderr, denied };
}

function writeAccess(
  prepared: PreparedPatch,
  { sandboxPolicy, granted, restricted, sandboxCwd, roots }: RunOptions,
): WriteAccess {
  if (sandboxPolicy === undefined) return { type: "approved", realPaths: new Set(prepared.paths) };
  return patchWriteAccess(sandboxPolicy, sandboxCwd, roots, { granted, restricted });
}

/** Deleted content of larger files is not shown. */
const MAX_SHOWN_BYTES = 256 * 1024;

async function toFileChange(path: string, change: PlannedChange): Promise<FileChange> {
  switch (change.type) {
    case "add":
      return { type: "add", path, content: change.content };
    case "delete":
      return { type: "delete", path, content: await readSmallFile(path, MAX_SHOWN_BYTES) };
    case "update": {
      const diff = await unifiedDiff(change.oldContent, change.newContent, { context: 1 });
      return { type: "update", path, diff, movePath: change.movePath };
    }
    default:
      change satisfies never;
      throw new TypeError("unknown kind of change");
  }
}

type RealPaths =
  | { readonly ok: true; readonly paths: readonly string[] }
  | { readonly ok: false; readonly message: string };

/** The real targets of all writes. A path that cannot be resolved, such as one through a file, is an error in the patch. */
async function realPaths({ writes }: PatchPlan): Promise<RealPaths> {
  const paths: string[] = [];
  for (const { type, path } of writes) {
    const target = await resolveTarget(path, { followLast: type === "write" }).catch(whyUnreachable);
    if (typeof target !== "string") return { ok: false, message: `Failed to reach ${path}: ${target.reason}` };
    paths.push(target);
  }
  return { ok: true, paths };
}

const REASONS: Readonly<Record<string, string>> = {
  ENOTDIR: "a part of the path is a file",
  ENAMETOOLONG: "a name in the path is too long",
  ELOOP: "its symbolic links lead in a circle",
  EACCES: "permission denied",
};

function whyUnreachable(error: unknown): { readonly reason: string } {
  const code = errorCode(error) ?? String(error);
  return { reason: REASONS[code] ?? code };
}

async function translatingErrors<Value>(action: () => Promise<Value>): Promise<Value> {
  try {
    return await action();
  } catch (cause) {
    if (!(cause instanceof ApplyPatchError)) throw cause;
    throw new CodexError(cause.code === "interrupted" ? "interrupted" : "internal", cause.message, { cause });
  }
}

function neverAborted(): AbortSignal {
  return new AbortController().signal;
}
