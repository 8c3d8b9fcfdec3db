import * as z from "zod/mini";
import { fileThreadStore } from "../../store/file-thread-store.js";

const SourceSchema = z.object({
  subagent: z.object({
    thread_spawn: z.object({
      depth: z.int(),
      agent_nickname: z.string(),
      agent_role: z.optional(z.string()),
      agent_path: z.optional(z.string()),
    }),
  }),
});

/** A subagent as saved in its rollout. */
export interface SavedAgent {
  readonly threadId: string;
  /** The parent: the thread that it works for. */
  readonly parentId: string;
  /** Undefined if it is identified by id. */
  readonly path: string | undefined;
  readonly nickname: string;
  readonly role: string | undefined;
  readonly depth: number;
  readonly model: string | undefined;
  readonly rolloutPath: string;
}

/** Undefined if no thread with this id is saved, or it is not a subagent. */
export async function findSavedAgent(codexHome: string, id: string): Promise<SavedAgent | undefined> {
  const saved = await fileThreadStore(codexHome)
    .find(id)
    .catch(() => undefined);
  const source = SourceSchema.safeParse(saved?.meta?.source).data;
  const parentId = saved?.meta?.parent_thread_id;
  if (saved === undefined || source === undefined || parentId === undefined) return undefined;
  const { depth, agent_nickname: nickname, agent_role: role, agent_path: path } = source.subagent.thread_spawn;
  return { threadId: id, parentId, path, nickname, role, depth, model: saved.settings.model, rolloutPath: saved.path };
}
