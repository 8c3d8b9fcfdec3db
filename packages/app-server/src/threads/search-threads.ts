import type { ThreadSearchParams, ThreadSearchResult } from "@codex/app-server-protocol/thread-search";
import type { ThreadSummary } from "@codex/core";
import type { AppServer } from "../app-server.js";
import { invalidRequest } from "../rpc-errors.js";
import { anchoredPage, cursorAfter, cursorAt } from "./anchored-pages.js";
import { occurrencesIn } from "./find-text.js";
import { readSaved } from "./find-thread.js";
import { INTERACTIVE_SOURCES, sortKeyOf } from "./thread-query.js";
import { wireThread } from "./wire-thread.js";

const DEFAULT_LIMIT = 50;
const SUMMARIES_AT_ONCE = 200;

export interface SearchOptions {
  readonly signal: AbortSignal;
  /** Called for each match as it is found. */
  readonly onFound?: ((found: ThreadSearchResult) => void) | undefined;
}

/** Reads saved threads one by one, in order, until a page is full of threads that contain the term. */
export async function searchThreads(
  server: AppServer,
  { searchTerm, limit, cursor, ...filter }: ThreadSearchParams,
  { signal, onFound }: SearchOptions,
) {
  const term = termOf(searchTerm);
  const rest = anchoredPage(await summaries(server, filter), ({ id }) => id, { cursor }).data;
  const wanted = Math.max(1, limit ?? DEFAULT_LIMIT);
  const data: ThreadSearchResult[] = [];
  for (const [index, summary] of rest.entries()) {
    signal.throwIfAborted();
    const found = await searchIn(server, summary, term);
    if (found === undefined) continue;
    data.push(found);
    onFound?.(found);
    if (data.length < wanted || index + 1 === rest.length) continue;
    return { data, nextCursor: cursorAfter(summary.id), backwardsCursor: backwards(data) };
  }
  return { data, nextCursor: null, backwardsCursor: backwards(data) };
}

/** The trimmed search term. Throws -32600 if it is empty. */
export function termOf(searchTerm: string): string {
  const term = searchTerm.trim();
  if (term === "") throw invalidRequest("the searchTerm must not be empty");
  return term;
}

async function summaries(
  { home: { store } }: AppServer,
  filter: Omit<ThreadSearchParams, "searchTerm" | "limit" | "cursor">,
): Promise<ThreadSummary[]> {
  const { sourceKinds } = filter;
  const query = {
    limit: SUMMARIES_AT_ONCE,
    isBegun: true,
    isArchived: filter.archived ?? false,
    sortKey: sortKeyOf(filter.sortKey),
    direction: filter.sortDirection ?? "desc",
    sourceKinds: sourceKinds == null || sourceKinds.length === 0 ? INTERACTIVE_SOURCES : sourceKinds,
  };
  const all: ThreadSummary[] = [];
  let page = await store.list(query);
  for (; page.nextCursor !== undefined; page = await store.list({ ...query, cursor: page.nextCursor })) {
    all.push(...page.threads);
  }
  return [...all, ...page.threads];
}

async function searchIn(
  server: AppServer,
  summary: ThreadSummary,
  term: string,
): Promise<ThreadSearchResult | undefined> {
  const served = server.threads.find(summary.id);
  const turns = served?.history.turns ?? (await readSaved(server, summary.id).catch(() => undefined))?.turns ?? [];
  const [first] = occurrencesIn(turns, summary.id, term);
  return first && { snippet: first.snippet, thread: wireThread({ summary, served, version: server.options.version }) };
}

function backwards([first]: readonly ThreadSearchResult[]): string | null {
  return first === undefined ? null : cursorAt(first.thread.id);
}
