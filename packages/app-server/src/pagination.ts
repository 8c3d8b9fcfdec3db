import { invalidRequest } from "./rpc-errors.js";
import { threadIdOf } from "./threads/thread-id.js";

export interface PageParams {
  readonly cursor?: string | null | undefined;
  readonly limit?: number | null | undefined;
}

/** A page of a list in memory; cursors are positions in it. Throws -32600 for an invalid cursor. */
export function pageOf<T>(list: readonly T[], { cursor, limit }: PageParams): { data: T[]; nextCursor: string | null } {
  const start = cursor == null ? 0 : positionOf(cursor, list.length);
  const end = start + Math.max(1, limit ?? list.length);
  return { data: list.slice(start, end), nextCursor: end < list.length ? String(end) : null };
}

/** A page of a list of ids, in their order; a cursor is the last id of the previous page. Throws -32600 for an invalid cursor. */
export function idPage(
  ids: readonly string[],
  { cursor, limit }: PageParams,
): { data: string[]; nextCursor: string | null } {
  const after = cursor == null ? "" : threadIdOf(cursor);
  const rest = ids.filter((id) => id > after).toSorted();
  const data = rest.slice(0, Math.max(1, limit ?? rest.length));
  return { data, nextCursor: data.length < rest.length ? (data.at(-1) ?? null) : null };
}

function positionOf(cursor: string, length: number): number {
  const position = Number(cursor);
  if (/^\d{1,9}$/.test(cursor) && position <= length) return position;
  throw invalidRequest(`invalid cursor: ${cursor}`);
}
