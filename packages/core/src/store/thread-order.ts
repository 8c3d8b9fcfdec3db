import { CodexError } from "../error.js";
import type { ThreadSortKey } from "./thread-store.js";

/** A thread's position in a list: by time, then by id. */
export interface Place {
  readonly time: number;
  readonly id: string;
}

/** A position in a list of that order. */
export interface Cursor extends Place {
  readonly sortKey: string;
}

export function comparePlaces(one: Place, other: Place): number {
  return one.time - other.time || (one.id < other.id ? -1 : one.id === other.id ? 0 : 1);
}

export function follows(place: Place, after: Cursor, direction: "asc" | "desc"): boolean {
  const order = comparePlaces(place, after);
  return direction === "desc" ? order < 0 : order > 0;
}

export function cursorOf(sortKey: ThreadSortKey, { time, id }: Place): string {
  return Buffer.from(`${sortKey}|${time}|${id}`).toString("base64url");
}

/** @throws CodexError `cursor-invalid` */
export function parseCursor(cursor: string): Cursor {
  const match = /^(created|updated)\|(-?\d+)\|([\da-f-]{36})$/.exec(Buffer.from(cursor, "base64url").toString("utf8"));
  if (match === null) throw new CodexError("cursor-invalid", `the cursor ${JSON.stringify(cursor)} is not of a list`);
  const [, sortKey = "", time, id = ""] = match;
  return { sortKey, time: Number(time), id };
}
