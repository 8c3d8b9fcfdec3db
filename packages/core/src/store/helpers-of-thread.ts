import type { ThreadStore } from "./thread-store.js";

/** More than a home has. */
const ALL = 1_000_000;

/** The ids of a thread's helpers, and of theirs: what becomes of the thread becomes of them. */
export async function helpersOfThread(
  store: Pick<ThreadStore, "list">,
  id: string,
  { isArchived }: { readonly isArchived: boolean },
): Promise<string[]> {
  const { threads } = await store.list({ sourceKinds: ["subAgent"], isArchived, limit: ALL });
  const family = new Set([id]);
  // A set is gone through with what is added on the way.
  for (const parent of family) {
    for (const { id: helper, meta } of threads) if (meta?.parent_thread_id === parent) family.add(helper);
  }
  family.delete(id);
  return [...family];
}
