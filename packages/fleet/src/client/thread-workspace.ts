import type { Fleet } from "../connection/fleet.js";
import { STREAMS, SUBJECTS } from "../connection/names.js";
import { WORKSPACE_HEADER } from "../log/split-writes.js";
import { parseJson } from "../messages/parse-json.js";
import { parseWorkspaceRef, type WorkspaceRef } from "../workspace/workspace-ref.js";

/** The latest saved workspace of a thread; undefined for an empty folder. */
export async function threadWorkspace(fleet: Fleet, threadId: string): Promise<WorkspaceRef | undefined> {
  const query = { last_by_subj: SUBJECTS.rollout(threadId) };
  const message = await fleet.manager.direct.getMessage(STREAMS.rollouts, query);
  return parseWorkspaceRef(parseJson(message?.header.get(WORKSPACE_HEADER) ?? ""));
}
