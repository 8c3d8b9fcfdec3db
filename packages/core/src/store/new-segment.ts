import path from "node:path";
import { replaceFile } from "@codex/private-files";
import { CodexError } from "../error.js";
import { firstLineOf, linesBefore } from "../rollout/lines/rollout-lines.js";
import { parseRolloutName, type RolloutName, rolloutPath } from "../rollout/rollout-path.js";

/** Where the continued part of another file ends. */
export interface SegmentBase {
  readonly path: string;
  /** The number of the first line that is not part of it; undefined for the whole file. */
  readonly lineNumber: number | undefined;
  /** That line's ordinal in the thread. */
  readonly ordinal: number;
}

/**
 * Starts a file in the format of later Codex versions whose earlier lines are in another file, as the reference does for forks and
 * reverts.
 */
export async function writeSegment(
  codexHome: string,
  { base, name, meta }: { base: SegmentBase; name: RolloutName; meta: Readonly<Record<string, unknown>> },
): Promise<void> {
  const parsed = parseRolloutName(path.basename(base.path));
  if (parsed === undefined) throw new CodexError("rollout-invalid", `${base.path}: is not in the folder of sessions`);
  const before = await linesBefore(base.path, base.lineNumber);
  const { payload } = await firstLineOf(base.path);
  const timestamp = name.startedAt.toISOString();
  const first = {
    timestamp,
    ordinal: base.ordinal,
    type: "session_meta",
    payload: {
      ...(typeof payload === "object" && payload),
      ...meta,
      timestamp,
      history_base: {
        thread_id: parsed.segmentId ?? parsed.threadId,
        end_ordinal_exclusive: base.ordinal,
        end_byte_offset: Buffer.byteLength(before.map((line) => `${line}\n`).join("")),
      },
    },
  };
  await replaceFile(rolloutPath(codexHome, name), `${JSON.stringify(first)}\n`);
}
