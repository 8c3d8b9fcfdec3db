import { GoalSchema } from "../rollout/goal-schema.js";
import { readBeside, writeBeside } from "./beside-thread.js";
import type { GoalStore } from "./thread-store.js";

/** Goals as files below `codexHome`; one that cannot be read is none. */
export function fileGoalStore(codexHome: string): GoalStore {
  return {
    readGoal: async (id) => GoalSchema.safeParse(await readBeside(codexHome, "goals", id)).data,
    writeGoal: (id, goal) => writeBeside(codexHome, "goals", id, goal),
  };
}
