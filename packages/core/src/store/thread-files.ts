import { lstat } from "node:fs/promises";
import { findRolloutFile, type RolloutFile, rolloutFiles } from "../rollout/rollout-files.js";
import { type RolloutSummary, readRolloutSummary } from "./rollout-summary.js";
import type { FileVersion, ThreadIndex } from "./thread-index.js";
import type { ThreadSummary } from "./thread-store.js";

/** A thread's first and current file. They differ if it was reverted. */
export interface ThreadFiles {
  readonly threadId: string;
  readonly first: RolloutFile;
  readonly latest: RolloutFile;
}

/** The threads with files, most recently started first, using only the names of the files. */
export async function listThreadFiles(codexHome: string, isArchived: boolean): Promise<ThreadFiles[]> {
  const threads = new Map<string, ThreadFiles>();
  for await (const file of rolloutFiles(codexHome, isArchived)) {
    const latest = threads.get(file.threadId)?.latest ?? file;
    threads.set(file.threadId, { threadId: file.threadId, first: file, latest });
  }
  return [...threads.values()];
}

/** Undefined if it is not a regular file: a planted link must not lead out of the folder. */
export async function versionOf(file: string): Promise<FileVersion | undefined> {
  const stats = await lstat(file).catch(() => undefined);
  return stats?.isFile() ? { path: file, sizeBytes: stats.size, modifiedAt: stats.mtimeMs } : undefined;
}

export interface SummaryContext {
  readonly codexHome: string;
  readonly names: ReadonlyMap<string, string>;
  readonly index?: ThreadIndex | undefined;
}

/** Reads what a list shows of a thread; undefined if its file is missing or invalid. */
export async function summarizeThread(
  { threadId, first, latest }: ThreadFiles,
  context: SummaryContext,
): Promise<ThreadSummary | undefined> {
  const version = await versionOf(latest.path);
  if (version === undefined) return undefined;
  const summary = await summaryOf(version, context.index);
  const firstVersion = first.path === latest.path ? undefined : await versionOf(first.path);
  const began = firstVersion === undefined ? summary : await summaryOf(firstVersion, context.index);
  return {
    id: threadId,
    path: latest.path,
    isArchived: latest.isArchived,
    name: context.names.get(threadId),
    preview: began.preview ?? summary.preview ?? (await basePreview(began, context)),
    createdAt: Date.parse(began.meta?.timestamp ?? "") || first.startedAt.getTime(),
    updatedAt: Math.floor(version.modifiedAt),
    sizeBytes: version.sizeBytes,
    meta: summary.meta,
    settings: summary.settings,
  };
}

async function summaryOf(version: FileVersion, index: ThreadIndex | undefined): Promise<RolloutSummary> {
  const known = index?.get(version);
  if (known !== undefined) return known;
  const summary = await readRolloutSummary(version.path, version.sizeBytes);
  index?.put(version, summary);
  return summary;
}

/** How many forks of forks are followed to the first message. */
const MAX_FORKS = 16;

/**
 * A fork in the format of later Codex versions has no message of its own at first: it begins with those of the thread that it was forked
 * from.
 */
async function basePreview({ meta }: RolloutSummary, context: SummaryContext, depth = 0): Promise<string | undefined> {
  const base = meta?.history_base;
  if (base === undefined || depth === MAX_FORKS) return undefined;
  const file = await findRolloutFile(context.codexHome, base.thread_id);
  const version = file && (await versionOf(file.path));
  const summary = version && (await summaryOf(version, context.index));
  if (summary === undefined) return undefined;
  const { preview, previewOrdinal = 0 } = summary;
  if (preview !== undefined && previewOrdinal < base.end_ordinal_exclusive) return preview;
  return basePreview(summary, context, depth + 1);
}
