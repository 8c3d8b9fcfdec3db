import path from "node:path";

/** The folder of all rollouts, below it `YYYY/MM/DD`. */
export function sessionsFolder(codexHome: string): string {
  return path.join(codexHome, "sessions");
}

/** `sessions/2025/08/20/rollout-2025-08-20T14-05-09-<id>.jsonl`, in the local time zone. */
export function rolloutPath(codexHome: string, sessionId: string, startedAt: Date): string {
  const year = String(startedAt.getFullYear());
  const [month, day, hour, minute, second] = [
    startedAt.getMonth() + 1,
    startedAt.getDate(),
    startedAt.getHours(),
    startedAt.getMinutes(),
    startedAt.getSeconds(),
  ].map((part) => String(part).padStart(2, "0"));
  const name = `rollout-${year}-${month}-${day}T${hour}-${minute}-${second}-${sessionId}.jsonl`;
  return path.join(sessionsFolder(codexHome), year, month ?? "", day ?? "", name);
}

const UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const NAME = new RegExp(`^rollout-(\\d{4}-\\d\\d-\\d\\d)T(\\d\\d)-(\\d\\d)-(\\d\\d)-(${UUID})\\.jsonl$`, "i");

/** Session id and start (local time) of a rollout by its file name; undefined for any other name. */
export function parseRolloutName(name: string): { sessionId: string; startedAt: Date } | undefined {
  const match = NAME.exec(name);
  if (match === null) return undefined;
  const [, date, hour, minute, second, sessionId = ""] = match;
  return { sessionId: sessionId.toLowerCase(), startedAt: new Date(`${date}T${hour}:${minute}:${second}`) };
}
