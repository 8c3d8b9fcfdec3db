import { isOfKind } from "./source-kind.js";
import { comparePlaces, cursorOf, follows, type Place, parseCursor } from "./thread-order.js";
import type { ThreadPage, ThreadQuery, ThreadSortKey, ThreadSummary } from "./thread-store.js";

export const DEFAULT_LIMIT = 50;

/**
 * The requested page of a complete list of threads.
 * @throws CodexError `cursor-invalid`
 */
export function pageThreads(threads: readonly ThreadSummary[], query: ThreadQuery = {}): ThreadPage {
  const { sortKey = "created", direction = "desc", limit = DEFAULT_LIMIT, isArchived = false } = query;
  const after = query.cursor === undefined ? undefined : parseCursor(query.cursor);
  const sign = direction === "desc" ? -1 : 1;
  const found = threads
    .filter((summary) => summary.isArchived === isArchived && isAsked(summary.id, query) && matches(summary, query))
    .map((summary) => ({
      id: summary.id,
      time: sortKey === "created" ? summary.createdAt : summary.updatedAt,
      summary,
    }))
    .filter((place) => after === undefined || follows(place, after, direction))
    .sort((one, other) => sign * comparePlaces(one, other));
  return pageOf(found, { sortKey, limit });
}

/** The first `limit` threads of those found, of which there may be one more. */
export function pageOf(
  found: readonly (Place & { readonly summary: ThreadSummary })[],
  { sortKey, limit }: { readonly sortKey: ThreadSortKey; readonly limit: number },
): ThreadPage {
  const page = found.slice(0, limit);
  const [first, last] = [page[0], page.at(-1)];
  return {
    threads: page.map(({ summary }) => summary),
    nextCursor: last !== undefined && found.length > limit ? cursorOf(sortKey, last) : undefined,
    backwardsCursor: first === undefined ? undefined : cursorOf(sortKey, first),
  };
}

/** Whether the query includes the thread's id. */
export function isAsked(id: string, { includedIds, excludedIds }: ThreadQuery): boolean {
  return includedIds?.includes(id) !== false && excludedIds?.includes(id) !== true;
}

/** Whether a thread's metadata match the query. */
export function matches({ name, preview, meta }: ThreadSummary, query: ThreadQuery): boolean {
  const { cwds, modelProviders, originators, sourceKinds, parentThreadId, search, isBegun = false } = query;
  if (isBegun && preview === undefined) return false;
  if (search !== undefined && !`${name ?? ""}\n${preview ?? ""}`.toLowerCase().includes(search.toLowerCase())) {
    return false;
  }
  if (sourceKinds !== undefined && !isOfKind(meta?.source, sourceKinds)) return false;
  if (parentThreadId !== undefined && meta?.parent_thread_id !== parentThreadId) return false;
  // Files of August 2025 do not contain their folder.
  if (meta?.cwd !== undefined && !isAmong(meta.cwd, cwds)) return false;
  return isAmong(meta?.model_provider, modelProviders) && isAmong(meta?.originator, originators);
}

function isAmong(value: string | undefined, allowed: readonly string[] | undefined): boolean {
  return allowed === undefined || (value !== undefined && allowed.includes(value));
}
