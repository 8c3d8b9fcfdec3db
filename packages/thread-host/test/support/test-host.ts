import { type CliOverride, type ConfigSources, loadConfig, ThreadManager } from "@codex/core";
import { AuthManager } from "@codex/login";
import type { ServerHost } from "../../src/index.js";

export interface HostPlace extends Pick<ConfigSources, "cwd" | "codexHome" | "env" | "requirementsFile"> {
  readonly cliOverrides?: readonly CliOverride[];
}

/** The engine behind a server in a test. */
export async function createTestHost({ cliOverrides = [], ...place }: HostPlace): Promise<ServerHost> {
  const { codexHome, env } = place;
  const auth = await AuthManager.load({ codexHome, env });
  const manager = new ThreadManager({
    env,
    platform: process.platform,
    version: "0.0.0",
    userAgent: "test",
    auth: auth.modelAuth(),
  });
  return {
    manager,
    auth,
    env,
    codexHome,
    loadConfig: (overrides, requested) =>
      loadConfig({ ...place, cliOverrides: [...cliOverrides, ...requested], overrides }),
    async [Symbol.asyncDispose]() {
      await manager[Symbol.asyncDispose]();
      await auth[Symbol.asyncDispose]();
    },
  };
}
