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
    nextCursor: last !== undefined && start + data.length < ordered.length ? cursorTo(keyOf(last), false) : null,
    backwardsCursor: first === undefined ? null : cursorTo(keyOf(first), true),
  };
}

/** A cursor that names an entry; the page that it starts begins with this entry, or after it. */
export function cursorTo(key: string, isIncluded: boolean): string {
  return Buffer.from(`${isIncluded ? "from" : "after"}:${key}`).toString("base64url");
}

function startAfter<T>(ordered: readonly T[], keyOf: (entry: T) => string, cursor: string): number {
  const match = /^(from|after):(.+)$/s.exec(Buffer.from(cursor, "base64url").toString("utf8"));
  const index = match === null ? -1 : ordered.findIndex((entry) => keyOf(entry) === match[2]);
  if (index === -1) throw invalidRequest(`invalid cursor: ${cursor}`);
  return match?.[1] === "from" ? index : index + 1;
}
