import { checkpointRef } from "../checkpoint/create-checkpoint.js";
import { pruneCheckpoints } from "../checkpoint/prune-checkpoints.js";
import { shareCheckpoint } from "../checkpoint/shared-checkpoint.js";
import { isFeatureOn } from "../config/features.js";
import { errorMessage } from "../error.js";
import { sandboxOf } from "../session/sandbox-of.js";
import type { Turn } from "../session/turn.js";

/** Folders in which this process has already deleted old checkpoints; once is enough. */
const pruned = new Set<string>();

/** Creates a checkpoint of the working tree before the turn's first change, for undo. Outside a repository there are no checkpoints. */
export async function takeCheckpoint({ session, running, context }: Turn): Promise<void> {
  const { codexHome, features, env } = session.config;
  if (session.checkpointTurnId === running.id || isFeatureOn("undo", features) === false) return;
  session.checkpointTurnId = running.id;
  const { deniedPaths } = sandboxOf(session, context);
  const place = { cwd: context.cwd, codexHome, env, deniedPaths, signal: running.signal };
  try {
    const isFirst = !pruned.has(context.cwd);
    pruned.add(context.cwd);
    await Promise.all([
      shareCheckpoint(place, checkpointRef(session.id, running.id)),
      isFirst ? pruneCheckpoints(place, Date.now()) : undefined,
    ]);
  } catch (error) {
    running.throwIfInterrupted();
    const message = `Codex cannot undo the changes of this turn: ${errorMessage(error)}`;
    running.notice({ level: "warning", code: "checkpoint-failed", message });
  }
}
