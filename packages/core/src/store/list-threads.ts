import { CodexError } from "../error.js";
import { sourceKindOf } from "./source-kind.js";
import { listThreadFiles, summarizeThread, type ThreadFiles, versionOf } from "./thread-files.js";
import { openThreadIndex, type ThreadIndex } from "./thread-index.js";
import { readThreadNames } from "./thread-names.js";
import type { ThreadPage, ThreadQuery, ThreadSortKey, ThreadSummary } from "./thread-store.js";

const DEFAULT_LIMIT = 50;
const PARALLEL = 16;
/** The first page of a list is read faster than the index is opened. */
const READ_WITHOUT_INDEX = 4 * PARALLEL;

/** A page of the threads below `codexHome`. Opens only files that may be on it. */
export async function listThreads(codexHome: string, query: ThreadQuery = {}): Promise<ThreadPage> {
  const { sortKey = "created", direction = "desc", limit = DEFAULT_LIMIT } = query;
  const after = query.cursor === undefined ? undefined : parseCursor(query.cursor);
  const [threads, names] = await Promise.all([inOrder(codexHome, query), readThreadNames(codexHome)]);
  const candidates = threads.filter((thread) => after === undefined || follows(thread, after, direction));
  const found: { place: Place; summary: ThreadSummary }[] = [];
  using reader = new SummaryReader(codexHome, names);
  for (let start = 0; start < candidates.length && found.length <= limit; start += PARALLEL) {
    const batch = candidates.slice(start, start + PARALLEL);
    const summaries = await reader.read(batch.map(({ files }) => files));
    for (const [index, place] of batch.entries()) {
      const summary = summaries[index];
      if (summary !== undefined && matches(summary, query)) found.push({ place, summary });
    }
  }
  const page = found.slice(0, limit);
  const [first, last] = [page[0], page.at(-1)];
  return {
    threads: page.map(({ summary }) => summary),
    nextCursor: last !== undefined && found.length > limit ? cursorOf(sortKey, last.place) : undefined,
    backwardsCursor: first === undefined ? undefined : cursorOf(sortKey, first.place),
  };
}

/** A thread's place in a list: by time, and by id where times are the same. */
interface Place {
  readonly time: number;
  readonly id: string;
}
type PlacedThread = Place & { readonly files: ThreadFiles };

async function inOrder(codexHome: string, query: ThreadQuery): Promise<PlacedThread[]> {
  const { sortKey = "created", direction = "desc", includedIds, excludedIds, isArchived = false } = query;
  const threads = (await listThreadFiles(codexHome, isArchived)).filter(
    ({ threadId }) => includedIds?.includes(threadId) !== false && excludedIds?.includes(threadId) !== true,
  );
  const placed = await Promise.all(
    threads.map(async (files) => ({ id: files.threadId, time: await timeOf(files, sortKey), files })),
  );
  const sign = direction === "desc" ? -1 : 1;
  return placed.sort((one, other) => sign * compare(one, other));
}

async function timeOf({ first, latest }: ThreadFiles, sortKey: ThreadSortKey): Promise<number> {
  if (sortKey === "created") return first.startedAt.getTime();
  return Math.floor((await versionOf(latest.path))?.modifiedAt ?? 0);
}

function compare(one: Place, other: Place): number {
  return one.time - other.time || (one.id < other.id ? -1 : one.id === other.id ? 0 : 1);
}

interface Cursor extends Place {
  readonly sortKey: string;
}

function follows(place: Place, after: Cursor, direction: "asc" | "desc"): boolean {
  const order = compare(place, after);
  return direction === "desc" ? order < 0 : order > 0;
}

function cursorOf(sortKey: ThreadSortKey, { time, id }: Place): string {
  return Buffer.from(`${sortKey}|${time}|${id}`).toString("base64url");
}

/** @throws CodexError `cursor-invalid` */
function parseCursor(cursor: string): Cursor {
  const match = /^(created|updated)\|(-?\d+)\|([\da-f-]{36})$/.exec(Buffer.from(cursor, "base64url").toString("utf8"));
  if (match === null) throw new CodexError("cursor-invalid", `the cursor ${JSON.stringify(cursor)} is not of a list`);
  const [, sortKey = "", time, id = ""] = match;
  return { sortKey, time: Number(time), id };
}

/** Reads summaries, with the help of the index once there are many of them. */
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
    const context = { names: this.#names, index: this.#index };
    return Promise.all(threads.map((files) => summarizeThread(files, context)));
  }

  [Symbol.dispose](): void {
    this.#index?.[Symbol.dispose]();
  }
}

function matches({ name, preview, meta }: ThreadSummary, query: ThreadQuery): boolean {
  const { cwds, modelProviders, originators, sourceKinds, parentThreadId, search, isBegun = false } = query;
  if (isBegun && preview === undefined) return false;
  if (search !== undefined && !`${name ?? ""}\n${preview ?? ""}`.toLowerCase().includes(search.toLowerCase())) {
    return false;
  }
  if (sourceKinds !== undefined && !sourceKinds.includes(sourceKindOf(meta?.source))) return false;
  if (parentThreadId !== undefined && meta?.parent_thread_id !== parentThreadId) return false;
  // Files of August 2025 do not say where they began.
  if (meta?.cwd !== undefined && !isAmong(meta.cwd, cwds)) return false;
  return isAmong(meta?.model_provider, modelProviders) && isAmong(meta?.originator, originators);
}

function isAmong(value: string | undefined, allowed: readonly string[] | undefined): boolean {
  return allowed === undefined || (value !== undefined && allowed.includes(value));
}
