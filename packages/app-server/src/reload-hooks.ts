import type { AppServer } from "./app-server.js";
import { currentConfig } from "./current-config.js";
import type { ServedThread } from "./threads/served-thread.js";

/** Gives every loaded thread the hooks of its current configuration, with the user's latest decisions about them. */
export async function reloadHooks(server: AppServer): Promise<void> {
  await Promise.all(server.threads.all.map((served) => reloadHooksOf(server, served)));
}

async function reloadHooksOf(server: AppServer, served: ServedThread): Promise<void> {
  const { thread } = served;
  if (thread.useHooks === undefined) return;
  const config = await currentConfig(server, served);
  if (config !== undefined) await thread.useHooks(config);
}
