import type { ThreadItemEntry } from "@codex/app-server-protocol/thread-items";
import type { TurnView } from "@codex/core";
import type { ClientContext } from "../client-services.js";
import type { RequestHandlers } from "../request-handlers.js";
import { invalidRequest, methodNotFound } from "../rpc-errors.js";
import { keyOfTimelineEntry, timelineOf } from "../turns/timeline.js";
import { turnsOfHistory } from "../turns/wire-turn.js";
import { anchoredPage, cursorAt } from "./anchored-pages.js";
import { findReadState } from "./find-read-state.js";
import { findSummary, readSaved } from "./find-thread.js";
import { itemEntries, keyOfEntry } from "./item-entries.js";
import { threadIdOf } from "./thread-id.js";
import { wireThread } from "./wire-thread.js";

type Methods = "thread/read" | "thread/turns/list" | "thread/items/list" | "thread/items/read" | "thread/timeline/list";

/** The content of threads, read without loading them. */
export function historyRequests({ server }: ClientContext): RequestHandlers<Methods> {
  const { version } = server.options;
  const turnsOf = async (id: string): Promise<readonly TurnView[]> => {
    const served = server.threads.find(id);
    if (served !== undefined) {
      // A thread that is being closed has what it has.
      await served.thread.catchUp?.().catch(() => undefined);
      return served.history.turns;
    }
    const saved = await readSaved(server, id);
    if (saved === undefined) throw invalidRequest(`thread not loaded: ${id}`);
    return saved.turns;
  };
  const itemsOf = async (id: string, turnId: string | null | undefined): Promise<ThreadItemEntry[]> => {
    const turns = (await turnsOf(id)).filter((turn) => turnId == null || turn.id === turnId);
    return itemEntries(turns, id);
  };
  return {
    async "thread/read"({ threadId, includeTurns }) {
      const id = threadIdOf(threadId);
      const served = server.threads.find(id);
      const summary = await findSummary(server, id);
      if (served === undefined && summary === undefined) throw invalidRequest(`thread not loaded: ${id}`);
      const readState = (await findReadState(server, id))?.wire ?? null;
      if (includeTurns !== true) return { readState, thread: wireThread({ summary, served, version }) };
      if (served?.options.isEphemeral) throw invalidRequest(notKept(id));
      const turns = await turnsOfHistory(await turnsOf(id), "full", id);
      return { readState, thread: wireThread({ summary, served, turns, version }) };
    },
    async "thread/turns/list"({ threadId, itemsView, ...page }) {
      const id = threadIdOf(threadId);
      if (server.threads.find(id)?.options.isEphemeral) throw invalidRequest(notKept(id));
      const { data, ...cursors } = anchoredPage(await turnsOf(id), (turn) => turn.id, {
        ...page,
        sortDirection: page.sortDirection ?? "desc",
      });
      return { ...cursors, data: await turnsOfHistory(data, itemsView ?? "summary", id) };
    },
    async "thread/items/list"({ threadId, turnId, cursor, limit, sortDirection }) {
      const id = threadIdOf(threadId);
      if (server.threads.find(id)?.options.isEphemeral) throw methodNotFound(notKept(id));
      const entries = await itemsOf(id, turnId);
      if (typeof cursor !== "object" || cursor === null) {
        return anchoredPage(entries, keyOfEntry, { cursor, limit, sortDirection });
      }
      const anchor = entries.find(({ item }) => "id" in item && item.id === cursor.itemId);
      if (anchor === undefined) throw invalidRequest(`the thread has no item ${cursor.itemId}`);
      return anchoredPage(entries, keyOfEntry, { cursor: cursorAt(keyOfEntry(anchor)), limit, sortDirection });
    },
    async "thread/items/read"({ threadId, turnId, itemIds }) {
      if (itemIds.length === 0 || itemIds.length > MAX_ITEMS_READ)
        throw invalidRequest(`itemIds must contain 1 to ${MAX_ITEMS_READ} IDs`);
      const wanted = new Set(itemIds);
      const entries = await itemsOf(threadIdOf(threadId), turnId);
      return { data: entries.filter(({ item }) => "id" in item && wanted.has(item.id)) };
    },
    /** The first page is the latest, and `nextCursor` leads to the page before it; each page is in chronological order. */
    async "thread/timeline/list"({ threadId, ...page }) {
      const id = threadIdOf(threadId);
      const entries = await timelineOf(await turnsOf(id), id);
      const { data, nextCursor } = anchoredPage(entries, keyOfTimelineEntry, { ...page, sortDirection: "desc" });
      return { data: data.toReversed(), nextCursor, activeRealtimeSessionAtPageStart: null };
    },
  };
}

const MAX_ITEMS_READ = 100;

const notKept = (id: string) => `the turns of an ephemeral thread are not kept: ${id}`;
