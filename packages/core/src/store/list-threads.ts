import { DEFAULT_LIMIT, isAsked, matches, pageOf } from "./page-threads.js";
import { listThreadFiles, summarizeThread, type ThreadFiles, versionOf } from "./thread-files.js";
import { openThreadIndex, type ThreadIndex } from "./thread-index.js";
import { readThreadNames } from "./thread-names.js";
import { comparePlaces, follows, type Place, parseCursor } from "./thread-order.js";
import type { ThreadPage, ThreadQuery, ThreadSortKey, ThreadSummary } from "./thread-store.js";

const PARALLEL = 16;
/** Below this number of files, reading them is faster than opening the index. */
const READ_WITHOUT_INDEX = 4 * PARALLEL;

/** A page of the threads below `codexHome`. Opens only files that may be on it. */
export async function listThreads(codexHome: string, query: ThreadQuery = {}): Promise<ThreadPage> {
  const { sortKey = "created", direction = "desc", limit = DEFAULT_LIMIT } = query;
  const after = query.cursor === undefined ? undefined : parseCursor(query.cursor);
  const [threads, names] = await Promise.all([inOrder(codexHome, query), readThreadNames(codexHome)]);
  const candidates = threads.filter((thread) => after === undefined || follows(thread, after, direction));
  const found: (Place & { readonly summary: ThreadSummary })[] = [];
  using reader = new SummaryReader(codexHome, names);
  for (let start = 0; start < candidates.length && found.length <= limit; start += PARALLEL) {
    const batch = candidates.slice(start, start + PARALLEL);
    const summaries = await reader.read(batch.map(({ files }) => files));
    for (const [index, { id, time }] of batch.entries()) {
      const summary = summaries[index];
      if (summary !== undefined && matches(summary, query)) found.push({ id, time, summary });
    }
  }
  return pageOf(found, { sortKey, limit });
}

type PlacedThread = Place & { readonly files: ThreadFiles };

async function inOrder(codexHome: string, query: ThreadQuery): Promise<PlacedThread[]> {
  const { sortKey = "created", direction = "desc", isArchived = false } = query;
  const threads = (await listThreadFiles(codexHome, isArchived)).filter(({ threadId }) => isAsked(threadId, query));
  const placed = await Promise.all(
    threads.map(async (files) => ({ id: files.threadId, time: await timeOf(files, sortKey), files })),
  );
  const sign = direction === "desc" ? -1 : 1;
  return placed.sort((one, other) => sign * comparePlaces(one, other));
}

async function timeOf({ first, latest }: ThreadFiles, sortKey: ThreadSortKey): Promise<number> {
  if (sortKey === "created") return first.startedAt.getTime();
  return Math.floor((await versionOf(latest.path))?.modifiedAt ?? 0);
}

/** Reads summaries, using the index once there are many of them. */
class SummaryReader implements Disposable {
  readonly #codexHome: string;
  readonly #names: ReadonlyMap<string, string>;
  #count = 0;
  #index: ThreadIndex | undefined;

  constructor(codexHome: string, names: ReadonlyMap<string, string>) {
    this.#codexHome = codexHome;
    this.#names = names;
  }

  async read(threads: readonly ThreadFiles[]): Promise<(ThreadSummary | undefined)[]> {
    if (this.#count >= READ_WITHOUT_INDEX) this.#index ??= await openThreadIndex(this.#codexHome);
    this.#count += threads.length;
    const context = { codexHome: this.#codexHome, names: this.#names, index: this.#index };
    return Promise.all(threads.map((files) => summarizeThread(files, context)));
  }

  [Symbol.dispose](): void {
    this.#index?.[Symbol.dispose]();
  }
}
