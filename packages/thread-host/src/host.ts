import type { CliOverride, Config, ConfigOverrides, Environment, ThreadManager } from "@codex/core";
import type { AuthManager } from "@codex/login";

/** The engine behind the server. It is made on first use: `initialize` must not wait for it. */
export interface ServerHost extends AsyncDisposable {
  readonly manager: ThreadManager;
  readonly auth: AuthManager;
  /** The environment for programs that the server itself runs. */
  readonly env: Environment;
  /** The folder that holds the saved sessions. */
  readonly codexHome: string;
  /** The configuration of a new conversation; values of a request win over those that the server was started with. */
  loadConfig(overrides: ConfigOverrides, cliOverrides: readonly CliOverride[]): Promise<Config>;
}

export type CreateServerHost = () => Promise<ServerHost>;
