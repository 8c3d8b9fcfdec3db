import { GoalSchema } from "../rollout/goal-schema.js";
import { readBeside, writeBeside } from "./beside-thread.js";
import type { GoalStore } from "./thread-store.js";

/** Stores goals as files below `codexHome`; an unreadable file counts as no goal. */
export function fileGoalStore(codexHome: string): GoalStore {
  return {
    readGoal: async (id) => GoalSchema.safeParse(await readBeside(codexHome, "goals", id)).data,
    writeGoal: (id, goal) => writeBeside(codexHome, "goals", id, goal),
  };
}
