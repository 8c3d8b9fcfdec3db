import type { CliOverride, Config, ConfigOverrides, Environment, ThreadManager } from "@codex/core";
import type { AuthManager } from "@codex/login";

/** The engine behind a server. It is created on first use, since `initialize` must not wait for it. */
export interface ServerHost extends AsyncDisposable {
  readonly manager: ThreadManager;
  readonly auth: AuthManager;
  /** The environment for programs that the server itself runs. */
  readonly env: Environment;
  /** The folder that holds the saved sessions. */
  readonly codexHome: string;
  /** Loads the configuration of a new conversation; a request's values override those that the server was started with. */
  loadConfig(overrides: ConfigOverrides, cliOverrides: readonly CliOverride[]): Promise<Config>;
}

export type CreateServerHost = () => Promise<ServerHost>;
