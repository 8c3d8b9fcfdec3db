import { type Config, createUserAgent, ThreadManager, type ThreadManagerOptions } from "@codex/core";
import type { AuthManager } from "@codex/login";
import type { Io } from "../io.js";
import type { LoginOptions } from "./auth-manager.js";

export interface Engine extends AsyncDisposable {
  readonly manager: ThreadManager;
  readonly auth: AuthManager;
}

/** The engine of this process: conversations, and the login that they share. */
export async function createEngine(
  config: Pick<Config, "codexHome" | "preferredAuthMethod" | "credentialStore" | "responsesOriginator">,
  io: Io,
  {
    apiKey,
    ...options
  }: Pick<ThreadManagerOptions, "createModelClient" | "onWarning"> & Pick<LoginOptions, "apiKey"> = {},
): Promise<Engine> {
  const { openAuthManager } = await import("./auth-manager.js");
  const auth = await openAuthManager(config, io, { apiKey });
  const manager = new ThreadManager({
    env: io.env,
    platform: io.platform,
    version: io.version,
    userAgent: createUserAgent(config.responsesOriginator, io.env),
    auth: auth.modelAuth(),
    onWarning: (line) => io.stderr.write(`warning: ${line}\n`),
    ...options,
  });
  return {
    manager,
    auth,
    async [Symbol.asyncDispose]() {
      await manager[Symbol.asyncDispose]();
      await auth[Symbol.asyncDispose]();
    },
  };
}
