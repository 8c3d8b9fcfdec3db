import type { AppServer } from "../app-server.js";

/** Feature switches by name: those of the configuration, overridden by those that clients set for this process. */
export async function switchedFeatures(server: AppServer): Promise<Readonly<Record<string, boolean>>> {
  const { features } = await (await server.host()).loadConfig({}, []);
  return { ...features, ...server.featureSwitches };
}
