import type { AppClient } from "../app-client.js";
import type { AppServer } from "../app-server.js";
import type { ServedThread } from "../threads/served-thread.js";
import { goalNotification } from "./wire-goal.js";

/** Sends a client that has just loaded or joined a thread its goal, or that it has none. */
export async function sendGoal(served: ServedThread, client: AppClient): Promise<void> {
  const { id, thread } = served;
  if (thread.goal === undefined) return;
  const goal = await thread.goal.read();
  served.subscriberOf(client)?.notify(goalNotification(id, goal));
}

/** Copies the goal of the original thread to its fork. */
export async function copyGoal(server: AppServer, fromId: string, fork: ServedThread): Promise<void> {
  const loaded = server.threads.find(fromId)?.thread.goal;
  const goal = loaded === undefined ? await server.home.store.readGoal(fromId) : await loaded.count();
  if (goal !== undefined) await fork.thread.goal?.copy(goal);
}
