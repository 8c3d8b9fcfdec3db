import { GoalSchema } from "../rollout/goal-schema.js";
import { readThreadFile, writeThreadFile } from "./beside-thread.js";
import type { GoalStore } from "./thread-store.js";

/** Stores goals as files below `codexHome`; an unreadable file counts as no goal. */
export function fileGoalStore(codexHome: string): GoalStore {
  return {
    readGoal: async (id) => GoalSchema.safeParse(await readThreadFile(codexHome, "goals", id)).data,
    writeGoal: (id, goal) => writeThreadFile(codexHome, "goals", id, goal),
  };
}
