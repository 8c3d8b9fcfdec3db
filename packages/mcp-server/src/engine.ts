import type { CreateServerHost, ServerHost } from "@codex/thread-host";
import { Lazy } from "@codex/thread-host";
import type { ConversationDirectory } from "./conversation-directory.js";

/** What all clients of one server process share. */
export interface ServerEngine {
  readonly host: () => Promise<ServerHost>;
  readonly conversations: ConversationDirectory;
}

/** The same, loaded by the first request that needs it. */
export interface LazyServerEngine extends AsyncDisposable {
  get(): Promise<ServerEngine>;
}

export function createServerEngine(createHost: CreateServerHost): LazyServerEngine {
  const host = new Lazy(createHost);
  const getHost = () => host.get();
  const engine = new Lazy(async () => {
    const { ConversationDirectory } = await import("./conversation-directory.js");
    return { host: getHost, conversations: new ConversationDirectory(getHost) };
  });
  return {
    get: () => engine.get(),
    async [Symbol.asyncDispose]() {
      const made = await host.pending?.catch(() => undefined);
      await made?.[Symbol.asyncDispose]();
    },
  };
}
