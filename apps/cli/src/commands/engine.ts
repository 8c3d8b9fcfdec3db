import { type Config, createUserAgent, ThreadManager, type ThreadManagerOptions } from "@codex/core";
import type { AuthManager } from "@codex/login";
import type { Io } from "../io.js";
import { logFolderOf } from "../log/log-folder.js";
import { logLevelOf } from "../log/log-level.js";
import type { ThreadLog } from "../log/log-threads.js";
import type { LoginOptions } from "./auth-manager.js";

export interface Engine extends AsyncDisposable {
  readonly manager: ThreadManager;
  readonly auth: AuthManager;
}

/** Creates this process's engine: its conversations and the login that they share. */
export async function createEngine(
  config: Pick<
    Config,
    "codexHome" | "logFolder" | "preferredAuthMethod" | "loginLimits" | "credentialStore" | "responsesOriginator"
  >,
  io: Io,
  {
    apiKey,
    ...options
  }: Pick<ThreadManagerOptions, "createModelClient" | "onWarning" | "onThreadEvent"> &
    Pick<LoginOptions, "apiKey"> = {},
): Promise<Engine> {
  const { openAuthManager } = await import("./auth-manager.js");
  const auth = await openAuthManager(config, io, { apiKey });
  const onWarning = options.onWarning ?? ((line: string) => void io.stderr.write(`warning: ${line}\n`));
  const log = await openLog(logFolderOf(config), io, onWarning);
  const manager = new ThreadManager({
    env: io.env,
    platform: io.platform,
    version: io.version,
    userAgent: createUserAgent(config.responsesOriginator, io.env),
    auth: auth.modelAuth(),
    ...options,
    onWarning,
    onThreadEvent: log === undefined ? options.onThreadEvent : inTurn(log.onThreadEvent, options.onThreadEvent),
  });
  return {
    manager,
    auth,
    async [Symbol.asyncDispose]() {
      await manager[Symbol.asyncDispose]();
      await auth[Symbol.asyncDispose]();
      await log?.[Symbol.asyncDispose]();
    },
  };
}

async function openLog(
  folder: string,
  { env, version }: Io,
  onWarning: (line: string) => void,
): Promise<ThreadLog | undefined> {
  const level = logLevelOf(env);
  if (level === undefined) return undefined;
  const { logThreads } = await import("../log/log-threads.js");
  return logThreads({ folder, env, version }, level, onWarning);
}

type OnThreadEvent = NonNullable<ThreadManagerOptions["onThreadEvent"]>;

const inTurn =
  (first: OnThreadEvent, second: OnThreadEvent | undefined): OnThreadEvent =>
  (event) => {
    first(event);
    second?.(event);
  };
