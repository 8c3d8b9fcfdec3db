import { mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { CodexError } from "../error.js";
import { filesOfThread, type RolloutFile, rolloutFiles } from "../rollout/rollout-files.js";
import { archiveFolder, dayFolder } from "../rollout/rollout-path.js";
import { readRolloutSummary } from "./rollout-summary.js";
import { writeSidecarFile } from "./sidecar-files.js";
import { versionOf } from "./thread-files.js";
import { writeThreadDeletion } from "./thread-names.js";

/**
 * Archives the thread's files.
 * @throws CodexError `conversation-not-found` if there are none, or they are archived already.
 */
export async function archiveThread(codexHome: string, id: string): Promise<void> {
  const files = (await filesOfThread(codexHome, id)).filter(({ isArchived }) => !isArchived);
  if (files.length === 0) throw notFound("session", id);
  const folder = archiveFolder(codexHome);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const file of files) await rename(file.path, path.join(folder, path.basename(file.path)));
}

/**
 * Unarchives the thread's files.
 * @throws CodexError `conversation-not-found` if none of them is archived.
 */
export async function unarchiveThread(codexHome: string, id: string): Promise<void> {
  const files = (await filesOfThread(codexHome, id)).filter(({ isArchived }) => isArchived);
  if (files.length === 0) throw notFound("archived session", id);
  for (const file of files) {
    const folder = dayFolder(codexHome, file.startedAt);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await rename(file.path, path.join(folder, path.basename(file.path)));
  }
}

/**
 * Deletes the thread's files.
 * @throws CodexError `conversation-not-found`, or `thread-in-use` if another thread's file continues them.
 */
export async function deleteThread(codexHome: string, id: string): Promise<void> {
  const files = await filesOfThread(codexHome, id);
  if (files.length === 0) throw notFound("session", id);
  const dependent = await findDependent(codexHome, files);
  if (dependent !== undefined) {
    throw new CodexError(
      "thread-in-use",
      `the session ${id} cannot be deleted: its fork ${dependent} begins with its lines`,
    );
  }
  await writeThreadDeletion(codexHome, id);
  for (const file of files) await rm(file.path, { force: true });
  for (const folder of ["goals", "queued_input", "read_states"] as const)
    await writeSidecarFile(codexHome, folder, id, undefined);
}

/** The id of a thread that continues one of these files. */
async function findDependent(codexHome: string, files: readonly RolloutFile[]): Promise<string | undefined> {
  const own = new Set(files.map(({ threadId, segmentId }) => segmentId ?? threadId));
  for (const isArchived of [false, true]) {
    for await (const file of rolloutFiles(codexHome, isArchived)) {
      if (file.threadId === files[0]?.threadId) continue;
      const version = await versionOf(file.path);
      if (version === undefined) continue;
      const { meta } = await readRolloutSummary(file.path, version.sizeBytes);
      if (meta?.history_base !== undefined && own.has(meta.history_base.thread_id)) return file.threadId;
    }
  }
  return undefined;
}

function notFound(what: string, id: string): CodexError {
  return new CodexError("conversation-not-found", `no ${what} has the id ${JSON.stringify(id)}`);
}
