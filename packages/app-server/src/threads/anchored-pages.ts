import { invalidRequest } from "../rpc-errors.js";

export interface AnchoredPageParams {
  readonly cursor?: string | null | undefined;
  readonly limit?: number | null | undefined;
  readonly sortDirection?: "asc" | "desc" | null | undefined;
}

export interface AnchoredPage<T> {
  readonly data: T[];
  readonly nextCursor: string | null;
  readonly backwardsCursor: string | null;
}

/**
 * A page of turns or of what they contain; cursors name an entry by its key, which begins with its turn's id. `backwardsCursor` starts a
 * page in the other direction at this page's first entry, so that a client can fetch what was added since. The cursor of a turn that was
 * reverted continues with the turns around it. Throws -32600 for an invalid cursor.
 */
export function anchoredPage<T>(
  list: readonly T[],
  keyOf: (entry: T) => string,
  { cursor, limit, sortDirection }: AnchoredPageParams,
): AnchoredPage<T> {
  const isDescending = sortDirection === "desc";
  const ordered = isDescending ? list.toReversed() : list;
  const start = cursor == null ? 0 : startAfter(ordered.map(keyOf), cursor, isDescending);
  const data = ordered.slice(start, start + Math.max(1, limit ?? ordered.length));
  const [first, last] = [data[0], data.at(-1)];
  return {
    data,
    nextCursor: last !== undefined && start + data.length < ordered.length ? cursorAfter(keyOf(last)) : null,
    backwardsCursor: first === undefined ? null : cursorAt(keyOf(first)),
  };
}

/** A cursor to a page that begins with this entry. */
export function cursorAt(key: string): string {
  return Buffer.from(`from:${key}`).toString("base64url");
}

/** A cursor to a page that begins after this entry. */
export function cursorAfter(key: string): string {
  return Buffer.from(`after:${key}`).toString("base64url");
}

function startAfter(keys: readonly string[], cursor: string, isDescending: boolean): number {
  const [, kind, key = ""] = /^(from|after):(.+)$/s.exec(Buffer.from(cursor, "base64url").toString("utf8")) ?? [];
  const index = kind === undefined ? -1 : keys.indexOf(key);
  if (index !== -1) return kind === "from" ? index : index + 1;
  const turns = keys.map(turnOf);
  const gone = turnOf(key);
  if (turns.includes(gone) || ![gone, ...turns].every((id) => TIMED_ID.test(id)))
    throw invalidRequest(`invalid cursor: ${cursor}`);
  const next = turns.findIndex((id) => (isDescending ? id < gone : id > gone));
  return next === -1 ? turns.length : next;
}

/** A UUID of version 7: by name, such ids are in the order of their making. */
const TIMED_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const turnOf = (key: string): string => key.split("/", 1)[0] ?? "";
