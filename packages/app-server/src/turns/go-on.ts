import type { AppServer } from "../app-server.js";
import type { ServedThread } from "../threads/served-thread.js";

/** Begins what follows a turn that has completed: one for the next input that waits, else one for the thread's goal. */
export async function goOn({ queues }: Pick<AppServer, "queues">, served: ServedThread): Promise<void> {
  await queues.goOn(served);
  await served.thread.pursueGoal({ ask: served.desk.ask });
}
