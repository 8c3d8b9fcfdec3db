import { CodexError } from "../error.js";
import { loadRollout } from "../rollout/load-rollout.js";
import { filesOfThread } from "../rollout/rollout-files.js";
import { fileGoalStore } from "./file-goal-store.js";
import { forkThread } from "./fork-thread.js";
import { listThreads } from "./list-threads.js";
import { archiveThread, deleteThread, unarchiveThread } from "./move-thread.js";
import { changeQueuedInput, lockQueueStart, readQueuedInput } from "./queued-input.js";
import { revertThread } from "./revert-thread.js";
import { readSidecarFile, writeSidecarFile } from "./sidecar-files.js";
import { summarizeThread } from "./thread-files.js";
import { readThreadNames, writeThreadName } from "./thread-names.js";
import type { ThreadStore, ThreadSummary } from "./thread-store.js";

/** Threads stored as rollout files below `codexHome`. */
export function fileThreadStore(codexHome: string): ThreadStore {
  const find = (id: string) => findThread(codexHome, id);
  return {
    list: (query) => listThreads(codexHome, query),
    find,
    async read(id) {
      const summary = await find(id);
      const rollout = await loadRollout(summary.path, codexHome);
      const { turns, settings, usage, lastUsage, warnings } = rollout;
      return { summary, turns, settings, usage, lastUsage, warnings, rollout };
    },
    async rename(id, name) {
      const trimmed = name.trim();
      if (trimmed === "") throw new CodexError("request-invalid", "the name of a session cannot be blank");
      await writeThreadName(codexHome, (await find(id)).id, trimmed);
    },
    async fork(id, cut, place) {
      const { path, name } = await find(id);
      const forkId = await forkThread(codexHome, path, cut, place);
      if (name !== undefined) await writeThreadName(codexHome, forkId, name);
      return find(forkId);
    },
    async revert(id, beforeTurnId) {
      await revertThread(codexHome, (await find(id)).path, beforeTurnId);
      return find(id);
    },
    archive: (id) => archiveThread(codexHome, id),
    async unarchive(id) {
      await unarchiveThread(codexHome, id);
      return find(id);
    },
    readQueue: (id) => readQueuedInput(codexHome, id),
    changeQueue: (id, change) => changeQueuedInput(codexHome, id, change),
    lockQueueStart: (id) => lockQueueStart(codexHome, id),
    readReadState: (id) => readSidecarFile(codexHome, "read_states", id),
    writeReadState: (id, state) => writeSidecarFile(codexHome, "read_states", id, state),
    ...fileGoalStore(codexHome),
    delete: (id) => deleteThread(codexHome, id),
  };
}

async function findThread(codexHome: string, id: string): Promise<ThreadSummary> {
  const [files, names] = await Promise.all([filesOfThread(codexHome, id), readThreadNames(codexHome)]);
  const [latest, first] = [files[0], files.at(-1)];
  const summary =
    latest && first && (await summarizeThread({ threadId: latest.threadId, first, latest }, { codexHome, names }));
  if (summary !== undefined) return summary;
  throw new CodexError("conversation-not-found", `no saved session has the id ${JSON.stringify(id)}`);
}
