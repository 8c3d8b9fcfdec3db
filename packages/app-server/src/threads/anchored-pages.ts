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
 * A page of a list that grows at its end; cursors name an entry. `backwardsCursor` starts a page in the other direction at this page's
 * first entry, so that a client can fetch what was added since. Throws -32600 for an invalid cursor.
 */
export function anchoredPage<T>(
  list: readonly T[],
  keyOf: (entry: T) => string,
  { cursor, limit, sortDirection }: AnchoredPageParams,
): AnchoredPage<T> {
  const ordered = sortDirection === "desc" ? list.toReversed() : list;
  const start = cursor == null ? 0 : startAfter(ordered, keyOf, cursor);
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

function startAfter<T>(ordered: readonly T[], keyOf: (entry: T) => string, cursor: string): number {
  const match = /^(from|after):(.+)$/s.exec(Buffer.from(cursor, "base64url").toString("utf8"));
  const index = match === null ? -1 : ordered.findIndex((entry) => keyOf(entry) === match[2]);
  if (index === -1) throw invalidRequest(`invalid cursor: ${cursor}`);
  return match?.[1] === "from" ? index : index + 1;
}
