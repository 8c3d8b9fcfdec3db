import path from "node:path";

const SESSIONS = "sessions";
const ARCHIVE = "archived_sessions";

/** The folder of active rollouts, which has subfolders `YYYY/MM/DD`. */
export function sessionsFolder(codexHome: string): string {
  return path.join(codexHome, SESSIONS);
}

/** The folder of archived rollouts, without subfolders. */
export function archiveFolder(codexHome: string): string {
  return path.join(codexHome, ARCHIVE);
}

export interface RolloutName {
  readonly threadId: string;
  /**
   * Set if the thread's earlier lines are in another file (a revert starts a new segment). The last UUID in a file's name
   * identifies it for forks and segments that continue it: the segment's id if there is one, else the thread's.
   */
  readonly segmentId?: string | undefined;
  readonly startedAt: Date;
}

/** `sessions/2025/08/20/rollout-2025-08-20T14-05-09-<thread>[_<segment>].jsonl`, in the local time zone. */
export function rolloutPath(codexHome: string, name: RolloutName): string {
  return path.join(dayFolder(codexHome, name.startedAt), rolloutName(name));
}

/** The folder for the day on which a rollout was started. */
export function dayFolder(codexHome: string, startedAt: Date): string {
  const [year, month, day] = localParts(startedAt);
  return path.join(sessionsFolder(codexHome), year, month, day);
}

/** A rollout's path after it has been archived or unarchived; undefined for a file with another kind of name or folder. */
export function otherPlaceOf(file: string): string | undefined {
  const name = path.basename(file);
  const parsed = parseRolloutName(name);
  if (parsed === undefined) return undefined;
  const folder = path.dirname(file);
  if (path.basename(folder) === ARCHIVE) return path.join(dayFolder(path.dirname(folder), parsed.startedAt), name);
  const sessions = [folder, path.join(folder, "../../..")].find((root) => path.basename(root) === SESSIONS);
  return sessions === undefined ? undefined : path.join(archiveFolder(path.dirname(sessions)), name);
}

function rolloutName({ threadId, segmentId, startedAt }: RolloutName): string {
  const [year, month, day, hour, minute, second] = localParts(startedAt);
  const ids = segmentId === undefined ? threadId : `${threadId}_${segmentId}`;
  return `rollout-${year}-${month}-${day}T${hour}-${minute}-${second}-${ids}.jsonl`;
}

function localParts(time: Date): [string, string, string, string, string, string] {
  const two = (part: number) => String(part).padStart(2, "0");
  const day = [String(time.getFullYear()), two(time.getMonth() + 1), two(time.getDate())] as const;
  return [...day, two(time.getHours()), two(time.getMinutes()), two(time.getSeconds())];
}

const UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const NAME = new RegExp(
  `^rollout-(\\d{4}-\\d\\d-\\d\\d)T(\\d\\d)-(\\d\\d)-(\\d\\d)-(${UUID})(?:_(${UUID}))?\\.jsonl$`,
  "i",
);

/** Parses a rollout's file name; undefined for any other name. */
export function parseRolloutName(name: string): RolloutName | undefined {
  const match = NAME.exec(name);
  if (match === null) return undefined;
  const [, date, hour, minute, second, threadId = "", segmentId] = match;
  return {
    threadId: threadId.toLowerCase(),
    segmentId: segmentId?.toLowerCase(),
    startedAt: new Date(`${date}T${hour}:${minute}:${second}`),
  };
}
