import { appendFile } from "node:fs/promises";
import path from "node:path";
import { CodexError } from "../error.js";
import { randomId } from "../random-id.js";
import { foldRollout } from "../rollout/load-rollout.js";
import { parseRolloutName, rolloutPath } from "../rollout/rollout-path.js";
import { RolloutRecorder } from "../rollout/rollout-recorder.js";
import { writeSegment } from "./new-segment.js";

/**
 * Reverts a thread to before a turn. Nothing is deleted; later lines say that the turns are gone. Returns the file in which the
 * thread continues.
 */
export async function revertThread(codexHome: string, file: string, beforeTurnId: string): Promise<string> {
  const fold = await foldRollout(file, codexHome);
  const start = fold.turnStarts().find(({ id }) => id === beforeTurnId)?.start;
  if (start === undefined) {
    throw new CodexError("request-invalid", `the session has no turn ${JSON.stringify(beforeTurnId)}`);
  }
  const parsed = parseRolloutName(path.basename(file));
  if (start.ordinal === undefined || parsed === undefined) {
    await using recorder = await RolloutRecorder.resume(file, fold);
    await recorder.recordRevert(beforeTurnId);
    return file;
  }
  // A thread's current file is the one started last, and names have a resolution of a second.
  const startedAt = new Date(Math.max(Date.now(), parsed.startedAt.getTime() + 1000));
  const name = { threadId: parsed.threadId, segmentId: randomId(), startedAt };
  const base = { path: start.path, lineNumber: start.number, ordinal: start.ordinal };
  await writeSegment(codexHome, { base, name, meta: {} });
  // A process that also has the thread open notices that its file has grown, and looks for the current one.
  const note = { timestamp: new Date().toISOString(), ordinal: fold.nextOrdinal, type: "thread_segment", payload: {} };
  await appendFile(file, `${JSON.stringify(note)}\n`).catch(() => undefined);
  return rolloutPath(codexHome, name);
}
