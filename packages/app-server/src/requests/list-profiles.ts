import path from "node:path";
import type { PermissionProfileSummary } from "@codex/app-server-protocol/policies";
import { BUILT_IN_PROFILES, CodexError, type Config, permissionProfile, sandboxIfAllowed } from "@codex/core";
import type { AppServer } from "../app-server.js";

/**
 * Every permission profile for a folder. A profile that no sandbox here can enforce, or that an administrator forbids, is listed as not
 * allowed.
 */
export async function listProfiles(server: AppServer, cwd = ""): Promise<PermissionProfileSummary[]> {
  const folder = path.resolve(server.options.cwd, cwd);
  const config = await (await server.host()).loadConfig({ savedCwd: folder }, []);
  const own = Object.entries(config.permissionProfiles ?? {});
  return [
    ...Object.keys(BUILT_IN_PROFILES).map((id) => ({ id, description: null, allowed: true })),
    ...own.map(([id, { description }]) => ({ id, description: description ?? null, allowed: isUsable(id, config) })),
  ];
}

function isUsable(id: string, config: Config): boolean {
  try {
    const { sandboxPolicy } = permissionProfile(id, config.permissionProfiles ?? {}, config);
    return sandboxIfAllowed(config.requirements, sandboxPolicy) !== undefined;
  } catch (error) {
    if (error instanceof CodexError) return false;
    throw error;
  }
}
