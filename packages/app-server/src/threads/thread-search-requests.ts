import type { RequestContext } from "@codex/jsonrpc";
import type { RequestId } from "@codex/mcp-types/json-rpc";
import type { ClientContext } from "../client-services.js";
import type { RequestHandlers } from "../request-handlers.js";
import { invalidRequest } from "../rpc-errors.js";
import { anchoredPage } from "./anchored-pages.js";
import { occurrencesIn } from "./find-text.js";
import { readSaved } from "./find-thread.js";
import { searchThreads, termOf } from "./search-threads.js";
import { threadIdOf } from "./thread-id.js";

type Methods =
  | "thread/search"
  | "thread/search/stream"
  | "thread/search/cancel"
  | "thread/search/stream/cancel"
  | "thread/searchOccurrences";

/** Full-text search in saved threads. */
export function threadSearchRequests({ server, client }: ClientContext): RequestHandlers<Methods> {
  const running = new Map<RequestId, AbortController>();
  return {
    "thread/search": (params, request) => cancellable(request, (signal) => searchThreads(server, params, { signal })),
    "thread/search/stream": (params, request) =>
      cancellable(request, (signal) =>
        searchThreads(server, params, {
          signal,
          onFound: (found) => void client.notify("thread/search/partial", { requestId: request.id, data: [found] }),
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

  async function cancellable<T>({ id, signal }: RequestContext, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const given = new AbortController();
    running.set(id, given);
    try {
      return await work(AbortSignal.any([signal, given.signal]));
    } catch (error) {
      throw given.signal.aborted ? invalidRequest("the search was cancelled") : error;
    } finally {
      running.delete(id);
    }
  }

  function cancel(requestId: RequestId) {
    running.get(requestId)?.abort();
    return {};
  }
}
