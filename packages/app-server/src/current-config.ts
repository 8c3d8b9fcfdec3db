import type { Config } from "@codex/core";
import type { AppServer } from "./app-server.js";
import type { ServedThread } from "./threads/served-thread.js";

/** The configuration that a loaded thread would have if it were opened now; undefined if no client has requested one. */
export async function currentConfig(
  server: AppServer,
  { options: { config, requested } }: ServedThread,
): Promise<Config | undefined> {
  if (requested === undefined) return undefined;
  const { settings, ...overrides } = requested;
  const { loadConfig } = await server.host();
  return loadConfig({ savedCwd: config.cwd, ...overrides }, settings);
}
