import { GoalSchema } from "../rollout/schemas/goal-schema.js";
import { readSidecarFile, writeSidecarFile } from "./sidecar-files.js";
import type { GoalStore } from "./thread-store.js";

/** Stores goals as files below `codexHome`; an unreadable file counts as no goal. */
export function fileGoalStore(codexHome: string): GoalStore {
  return {
    readGoal: async (id) => GoalSchema.safeParse(await readSidecarFile(codexHome, "goals", id)).data,
    writeGoal: (id, goal) => writeSidecarFile(codexHome, "goals", id, goal),
  };
}
