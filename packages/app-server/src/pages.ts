import { invalidRequest } from "./rpc-errors.js";

export interface PageParams {
  readonly cursor?: string | null | undefined;
  readonly limit?: number | null | undefined;
}

/** A part of a list that is in memory; cursors are positions in it. Throws -32600 for one that is none. */
export function pageOf<T>(list: readonly T[], { cursor, limit }: PageParams): { data: T[]; nextCursor: string | null } {
  const start = cursor == null ? 0 : positionOf(cursor, list.length);
  const end = start + Math.max(1, limit ?? list.length);
  return { data: list.slice(start, end), nextCursor: end < list.length ? String(end) : null };
}

function positionOf(cursor: string, length: number): number {
  const position = Number(cursor);
  if (/^\d{1,9}$/.test(cursor) && position <= length) return position;
  throw invalidRequest(`invalid cursor: ${cursor}`);
}
