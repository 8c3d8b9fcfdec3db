import { environmentContextItem, environmentOf } from "../context/environment-context.js";
import { turnAbortedItem } from "../context/turn-aborted.js";
import type { TurnView } from "../items/turn-view.js";
import { loadRollout } from "../rollout/load-rollout.js";
import { filesOfThread } from "../rollout/rollout-files.js";
import { RolloutRecorder } from "../rollout/rollout-recorder.js";
import { isStopUnreported } from "../rollout/unreported-stop.js";
import type { Session } from "../session/session.js";
import type { TurnSettings } from "../session/turn-context.js";
import { isGone } from "./open-turns.js";

/**
 * Takes in what another process has appended to the thread's file: publishes its turns and adds its items to the transcript. If the other
 * process's last turn is still open, it may still be running: then both write to the file, and a notice warns the user. If that process
 * is gone, its turn was interrupted. Returns whether there was anything new.
 */
export async function catchUp(session: Session, settings: TurnSettings): Promise<boolean> {
  const { recorder, config } = session;
  if (recorder === undefined || !(await recorder.isOvertaken())) return false;
  // A stopped turn may still add items.
  await session.turns.settled();
  await recorder.saved();
  if (!(await recorder.isOvertaken())) return false;
  const file = await latestFile(session.id, recorder.path, config.codexHome);
  const now = await loadIfSound(file, config.codexHome);
  if (now === undefined || (now.openTurn !== undefined && !isGone(now.openTurn))) return false;
  await recorder.handOver();
  const saved = await loadRollout(file, config.codexHome);
  const before = session.turnIds;
  session.restore(saved, await RolloutRecorder.resume(file, saved));
  reportContinuation(session, before, saved.turns);
  // The other process may have used different settings.
  await session.record([
    ...(isStopUnreported(saved) ? [turnAbortedItem] : []),
    environmentContextItem(environmentOf(settings)),
  ]);
  return true;
}

/** The file that the thread continues in: a revert may have started a new one. */
async function latestFile(threadId: string, file: string, codexHome: string): Promise<string> {
  const files = (await filesOfThread(codexHome, threadId)).map(({ path }) => path);
  return files.includes(file) ? (files[0] ?? file) : file;
}

function loadIfSound(file: string, codexHome: string) {
  return loadRollout(file, codexHome).catch(() => undefined);
}

function reportContinuation(session: Session, before: readonly string[], turns: readonly TurnView[]): void {
  const left = new Set(turns.map(({ id }) => id));
  const gone = before.find((id) => !left.has(id));
  if (gone !== undefined) session.publish({ type: "reverted", beforeTurnId: gone });
  const known = new Set(before);
  const added = turns.filter(({ id }) => !known.has(id));
  if (added.length > 0) session.publish({ type: "continued", turns: added });
  const message = "Another process has continued this session. Its turns are now part of it";
  session.notice({ level: "info", code: "continued-elsewhere", message });
}
