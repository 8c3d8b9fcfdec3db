import { builtInCatalog, type Config, deleteCheckpoints, fileThreadStore, type ThreadManager } from "@codex/core";
import type { AuthManager } from "@codex/login";
import type { ChatEngine } from "../chat-engine.js";
import { LocalThread } from "./local-thread.js";

export interface LocalEngineOptions {
  readonly manager: ThreadManager;
  readonly auth: AuthManager;
  readonly codexHome: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Runs `codex login`, which gets the terminal to itself. */
  readonly logIn: () => Promise<void>;
  /** Loads the current configuration of a session in that folder. */
  readonly configIn: (folder: string) => Promise<Config>;
  readonly signal: AbortSignal;
}

/** The engine in this process. */
export function localEngine({
  manager,
  auth,
  codexHome,
  env,
  logIn,
  configIn,
  signal,
}: LocalEngineOptions): ChatEngine {
  const store = fileThreadStore(codexHome);
  return {
    configIn,
    openThread: (options) => LocalThread.open({ manager, configIn }, options),
    async savedThreads({ cwd }: Config, { limit, all = false }) {
      const { threads } = await store.list({ ...(!all && { cwds: [cwd] }), sortKey: "updated", isBegun: true, limit });
      return threads.map(({ id, name, preview, updatedAt, meta }) => ({
        id,
        name,
        preview,
        updatedAt,
        cwd: meta?.cwd,
      }));
    },
    turnsOf: async (id) => (await store.read(id)).turns,
    renameThread: (id, name) => store.rename(id, name),
    forkThread: async (id, cwd) => (await store.fork(id, undefined, cwd === undefined ? {} : { cwd })).id,
    archiveThread: (id) => store.archive(id),
    async deleteThread(id) {
      const { meta } = await store.find(id);
      await store.delete(id);
      if (meta?.cwd !== undefined) await deleteCheckpoints({ cwd: meta.cwd, env, signal }, id);
    },
    async models({ modelCatalog = builtInCatalog() }) {
      const listed = modelCatalog.filter(({ visibility }) => visibility === "list");
      return listed.map(({ slug, description, supported_reasoning_levels: levels }) => ({
        name: slug,
        about: description ?? "",
        efforts: levels.map(({ effort }) => effort),
      }));
    },
    account: {
      current: async () => {
        const login = await auth.current().catch(() => undefined);
        return login && (login.mode === "chatgpt" ? "chatgpt" : "api-key");
      },
      logIn,
      logInWithKey: (key) => auth.loginWithApiKey(key, signal),
      logout: () => auth.logout(),
    },
  };
}
