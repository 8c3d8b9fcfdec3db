import { environmentContextItem } from "../context/environment-context.js";
import type { TurnView } from "../items/thread-view.js";
import { loadRollout } from "../rollout/load-rollout.js";
import { filesOfThread } from "../rollout/rollout-files.js";
import { RolloutRecorder } from "../rollout/rollout-recorder.js";
import type { Session } from "../session/session.js";
import type { TurnSettings } from "../session/turn-context.js";

/**
 * Goes on from what another process has written to the thread's file since this one knew it: its turns are told, and the model hears of
 * them. Not while its last turn is open, since it may still run: then both write, and the user is told so. Gives whether there was something.
 */
export async function catchUp(session: Session, settings: TurnSettings): Promise<boolean> {
  const { recorder, config } = session;
  if (recorder === undefined || !(await recorder.isOvertaken())) return false;
  // A stopped turn may still have something to say.
  await session.turns.settled();
  await recorder.saved();
  if (!(await recorder.isOvertaken())) return false;
  const file = await latestFile(session.id, recorder.path, config.codexHome);
  const now = await loadIfSound(file, config.codexHome);
  if (now === undefined || now.isTurnOpen) return false;
  await recorder.handOver();
  const saved = await loadRollout(file, config.codexHome);
  const before = session.turnIds;
  session.restore(saved, await RolloutRecorder.resume(file, saved));
  tellOfChange(session, before, saved.turns);
  // The other process may have worked under other settings.
  const { cwd, approvalPolicy, sandboxPolicy } = settings;
  await session.record([environmentContextItem({ cwd, approvalPolicy, sandboxPolicy })]);
  return true;
}

/** The one that the thread is gone on with: a revert may have begun another. */
async function latestFile(threadId: string, file: string, codexHome: string): Promise<string> {
  const files = (await filesOfThread(codexHome, threadId)).map(({ path }) => path);
  return files.includes(file) ? (files[0] ?? file) : file;
}

function loadIfSound(file: string, codexHome: string) {
  return loadRollout(file, codexHome).catch(() => undefined);
}

function tellOfChange(session: Session, before: readonly string[], turns: readonly TurnView[]): void {
  const left = new Set(turns.map(({ id }) => id));
  const gone = before.find((id) => !left.has(id));
  if (gone !== undefined) session.publish({ type: "reverted", beforeTurnId: gone });
  const known = new Set(before);
  const added = turns.filter(({ id }) => !known.has(id));
  if (added.length > 0) session.publish({ type: "continued", turns: added });
  const message = "Another process has gone on with this session. What it did is part of the session now";
  session.notice({ level: "info", code: "continued-elsewhere", message });
}
