import type { ThreadReadState } from "@codex/app-server-protocol/thread";
import type { ThreadListParams } from "@codex/app-server-protocol/thread-list";
import { subagentsOfThread, type ThreadSummary } from "@codex/core";
import type { ClientContext } from "../client-services.js";
import type { RequestHandlers } from "../request-handlers.js";
import { savedReadState } from "./find-read-state.js";
import { threadIdOf } from "./thread-id.js";
import { checkFilters, queryOf } from "./thread-query.js";
import { wireThread } from "./wire-thread.js";

/** Lists of stored threads. */
export function listRequests({ server, client }: ClientContext): RequestHandlers<"thread/list"> {
  const { version } = server.options;
  const { store } = server.home;
  return {
    async "thread/list"(params) {
      checkFilters(params);
      const [modelProviders, family] = [await ownProviders(), await familyOf(params)];
      const page = await store.list(queryOf(params, { modelProviders, family, cwd: server.options.cwd }));
      return {
        data: page.threads.map((summary) => wireThread({ summary, served: server.threads.find(summary.id), version })),
        nextCursor: page.nextCursor ?? null,
        backwardsCursor: page.backwardsCursor ?? null,
        readStates: client.introduction?.experimental === true ? await readStatesOf(page.threads) : undefined,
      };
    },
  };

  async function readStatesOf(threads: readonly ThreadSummary[]): Promise<Record<string, ThreadReadState>> {
    const states = threads.map(async ({ id }): Promise<[string, ThreadReadState]> => {
      const state = server.threads.find(id)?.readState ?? (await savedReadState(server, id));
      return [id, state.wire];
    });
    return Object.fromEntries(await Promise.all(states));
  }

  /** The subagents of a named ancestor, and their own subagents; undefined if the request names none. */
  async function familyOf({ ancestorThreadId, archived }: ThreadListParams): Promise<readonly string[] | undefined> {
    if (ancestorThreadId == null) return undefined;
    return subagentsOfThread(store, threadIdOf(ancestorThreadId), { isArchived: archived ?? false });
  }

  /** The configured model provider; undefined for threads that run on other machines, which may have others. */
  async function ownProviders(): Promise<readonly string[] | undefined> {
    if (server.home.elsewhere !== undefined) return undefined;
    return [(await (await server.host()).loadConfig({}, [])).modelProviderId];
  }
}
