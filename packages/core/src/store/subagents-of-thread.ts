import type { ThreadStore } from "./thread-store.js";

/** More than any home has. */
const ALL = 1_000_000;

/** The ids of all subagents below a thread; they share its fate. */
export async function subagentsOfThread(
  store: Pick<ThreadStore, "list">,
  id: string,
  { isArchived }: { readonly isArchived: boolean },
): Promise<string[]> {
  const { threads } = await store.list({ sourceKinds: ["subAgent"], isArchived, limit: ALL });
  const family = new Set([id]);
  // Iterating over a set includes what is added meanwhile.
  for (const parent of family) {
    for (const { id: subagent, meta } of threads) if (meta?.parent_thread_id === parent) family.add(subagent);
  }
  family.delete(id);
  return [...family];
}
