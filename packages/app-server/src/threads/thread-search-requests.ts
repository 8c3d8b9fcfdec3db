import type { ThreadSearchParams, ThreadSearchResult } from "@codex/app-server-protocol/thread-search";
import type { ThreadSummary } from "@codex/core";
import type { RequestContext } from "@codex/jsonrpc";
import type { RequestId } from "@codex/mcp-types/json-rpc";
import type { ClientContext } from "../client-services.js";
import type { RequestHandlers } from "../request-handlers.js";
import { invalidRequest } from "../rpc-errors.js";
import { anchoredPage, cursorTo } from "./anchored-pages.js";
import { occurrencesIn } from "./find-text.js";
import { readSaved } from "./find-thread.js";
import { INTERACTIVE_SOURCES, sortKeyOf } from "./saved-thread-requests.js";
import { threadIdOf } from "./thread-id.js";
import { wireThread } from "./wire-thread.js";

type Methods =
  | "thread/search"
  | "thread/search/stream"
  | "thread/search/cancel"
  | "thread/search/stream/cancel"
  | "thread/searchOccurrences";

const DEFAULT_LIMIT = 50;
const SUMMARIES_AT_ONCE = 200;

type Told = (found: ThreadSearchResult) => void;

/** What was said in saved threads, by a term. */
export function threadSearchRequests({ server, client }: ClientContext): RequestHandlers<Methods> {
  const { version } = server.options;
  const { store } = server.home;
  const running = new Map<RequestId, AbortController>();
  return {
    "thread/search": (params, request) => cancellable(request, (signal) => search(params, signal)),
    "thread/search/stream": (params, request) =>
      cancellable(request, (signal) =>
        search(params, signal, (found) => {
          void client.notify("thread/search/partial", { requestId: request.id, data: [found] });
        }),
      ),
    "thread/search/cancel": ({ requestId }) => cancel(requestId),
    "thread/search/stream/cancel": ({ requestId }) => cancel(requestId),
    async "thread/searchOccurrences"({ threadId, searchTerm, ...page }) {
      const term = termOf(searchTerm);
      const id = threadIdOf(threadId);
      const turns = server.threads.find(id)?.history.turns ?? (await readSaved(server, id))?.turns;
      if (turns === undefined) throw invalidRequest(`no rollout found for thread id ${id}`);
      const found = [...occurrencesIn(turns, id, term)].map((occurrence, index) => ({ occurrence, index }));
      const { data, nextCursor } = anchoredPage(found, ({ index }) => String(index), page);
      return { data: data.map(({ occurrence }) => occurrence), nextCursor };
    },
  };

  /** Reads thread by thread, in order, until there is a page of those that have the term. */
  async function search(
    { searchTerm, limit, cursor, ...filter }: ThreadSearchParams,
    signal: AbortSignal,
    told?: Told,
  ) {
    const term = termOf(searchTerm);
    const rest = anchoredPage(await summaries(filter), ({ id }) => id, { cursor }).data;
    const wanted = Math.max(1, limit ?? DEFAULT_LIMIT);
    const data: ThreadSearchResult[] = [];
    for (const [index, summary] of rest.entries()) {
      signal.throwIfAborted();
      const found = await searchIn(summary, term);
      if (found === undefined) continue;
      data.push(found);
      told?.(found);
      if (data.length < wanted || index + 1 === rest.length) continue;
      return { data, nextCursor: cursorTo(summary.id, false), backwardsCursor: backwards(data) };
    }
    return { data, nextCursor: null, backwardsCursor: backwards(data) };
  }

  async function searchIn(summary: ThreadSummary, term: string): Promise<ThreadSearchResult | undefined> {
    const served = server.threads.find(summary.id);
    const turns = served?.history.turns ?? (await readSaved(server, summary.id).catch(() => undefined))?.turns ?? [];
    const [first] = occurrencesIn(turns, summary.id, term);
    return first && { snippet: first.snippet, thread: wireThread({ summary, served, version }) };
  }

  async function summaries(
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

  async function cancellable<T>({ id, signal }: RequestContext, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const given = new AbortController();
    running.set(id, given);
    try {
      return await work(AbortSignal.any([signal, given.signal]));
    } catch (error) {
      throw given.signal.aborted ? invalidRequest("the search was given up") : error;
    } finally {
      running.delete(id);
    }
  }

  function cancel(requestId: RequestId) {
    running.get(requestId)?.abort();
    return {};
  }
}

function termOf(searchTerm: string): string {
  const term = searchTerm.trim();
  if (term === "") throw invalidRequest("the searchTerm must not be empty");
  return term;
}

function backwards([first]: readonly ThreadSearchResult[]): string | null {
  return first === undefined ? null : cursorTo(first.thread.id, true);
}
