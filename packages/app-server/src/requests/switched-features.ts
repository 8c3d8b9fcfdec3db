import type { AppServer } from "../app-server.js";

/** Features by name as the configuration has them, and on top of it what clients switched for this process. */
export async function switchedFeatures(server: AppServer): Promise<Readonly<Record<string, boolean>>> {
  const { features } = await (await server.host()).loadConfig({}, []);
  return { ...features, ...server.featureSwitches };
}
