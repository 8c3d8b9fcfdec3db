import type { CreateServerHost, ServerHost } from "@codex/thread-host";
import { Lazy } from "@codex/thread-host";
import { ConversationDirectory } from "./conversation-directory.js";

/** What all clients of one server process share. */
export interface ServerEngine extends AsyncDisposable {
  readonly host: () => Promise<ServerHost>;
  readonly conversations: ConversationDirectory;
}

export function createServerEngine(createHost: CreateServerHost): ServerEngine {
  const host = new Lazy(createHost);
  const get = () => host.get();
  return {
    host: get,
    conversations: new ConversationDirectory(get),
    async [Symbol.asyncDispose]() {
      const made = await host.pending?.catch(() => undefined);
      await made?.[Symbol.asyncDispose]();
    },
  };
}
