import { replaceFile } from "@codex/private-files";
import { CodexError } from "../error.js";
import { randomId } from "../random-id.js";
import type { RolloutFold, TurnStart } from "../rollout/fold-rollout.js";
import { firstLineOf, linesBefore } from "../rollout/lines/rollout-lines.js";
import { foldRollout } from "../rollout/load-rollout.js";
import { rolloutPath } from "../rollout/rollout-path.js";
import { writeSegment } from "./new-segment.js";
import type { ForkCut, ForkPlace } from "./thread-store.js";

/**
 * Writes the file of a fork of the thread in `file` and returns its id. A fork in our format is a complete copy, so that nothing
 * happens to it with the original; a fork in the format of later Codex versions continues the original, as in the reference.
 */
export async function forkThread(
  codexHome: string,
  file: string,
  cut?: ForkCut,
  { cwd, threadSource }: ForkPlace = {},
): Promise<string> {
  const own = { ...(cwd !== undefined && { cwd }), thread_source: threadSource };
  const fold = await foldRollout(file, codexHome);
  const end = endOf(fold, cut);
  const name = { threadId: randomId(), startedAt: new Date() };
  if (fold.format === "enveloped" && fold.nextOrdinal > 0) {
    const base = { path: end?.path ?? file, lineNumber: end?.number, ordinal: end?.ordinal ?? fold.nextOrdinal };
    const from = { forked_from_id: fold.meta?.id, forked_from_ordinal_exclusive: base.ordinal };
    await writeSegment(codexHome, {
      base,
      name,
      meta: { ...from, ...own, id: name.threadId, session_id: name.threadId },
    });
    return name.threadId;
  }
  const [, ...lines] = await linesBefore(file, end?.number);
  const about = { id: name.threadId, timestamp: name.startedAt.toISOString(), forked_from_id: fold.meta?.id, ...own };
  const first = withMeta(await firstLineOf(file), about);
  const text = [JSON.stringify(first), ...lines].map((line) => `${line}\n`).join("");
  await replaceFile(rolloutPath(codexHome, name), text);
  return name.threadId;
}

/** The first line of a file with changed session metadata. */
function withMeta(first: Readonly<Record<string, unknown>>, about: object): object {
  const { payload } = first;
  return typeof payload === "object"
    ? { ...first, payload: { ...withoutParent(payload ?? {}), ...about } }
    : { ...withoutParent(first), ...about };
}

/** A fork of a subagent is an independent thread. */
function withoutParent(meta: object): object {
  const isSubagent = "source" in meta && typeof meta.source === "object";
  return isSubagent ? { ...meta, source: undefined, parent_thread_id: undefined } : meta;
}

/** The first line that the fork leaves out; undefined if it has all. */
function endOf(fold: RolloutFold, cut: ForkCut | undefined): TurnStart | undefined {
  if (cut === undefined) return undefined;
  const turns = fold.turnStarts();
  const id = "beforeTurnId" in cut ? cut.beforeTurnId : cut.lastTurnId;
  const index = turns.findIndex((turn) => turn.id === id);
  if (index === -1) throw new CodexError("request-invalid", `the session has no turn ${JSON.stringify(id)}`);
  return turns[index + ("beforeTurnId" in cut ? 0 : 1)]?.start;
}
