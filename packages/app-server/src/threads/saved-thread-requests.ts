import { subagentsOfThread } from "@codex/core";
import type { ClientContext } from "../client-services.js";
import type { RequestHandlers } from "../request-handlers.js";
import { invalidRequest } from "../rpc-errors.js";
import { conversationSummary } from "./conversation-summary.js";
import { findSummary, withFile } from "./find-thread.js";
import { threadIdOf } from "./thread-id.js";
import { wireThread } from "./wire-thread.js";

type Methods = "thread/archive" | "thread/unarchive" | "thread/delete" | "thread/name/set" | "getConversationSummary";

/** Requests about one stored thread. */
export function savedThreadRequests({ server }: ClientContext): RequestHandlers<Methods> {
  const { version } = server.options;
  const { store } = server.home;
  const noFile = (id: string) => `no rollout found for thread id ${id}`;
  return {
    async "thread/archive"({ threadId }, context) {
      const id = threadIdOf(threadId);
      await server.threads.find(id)?.thread.keep();
      const summary = await findSummary(server, id);
      if (summary === undefined || summary.isArchived) throw invalidRequest(noFile(id));
      const subagents = await subagentsOfThread(store, id, { isArchived: false });
      await server.threads.close(id);
      await store.archive(id);
      const ids = [id, ...(await doneWith(subagents, (subagent) => store.archive(subagent)))];
      context.afterAnswer(() => notifyOfEach("thread/archived", ids));
      return {};
    },
    async "thread/unarchive"({ threadId }, context) {
      const id = threadIdOf(threadId);
      const summary = await withFile(store.unarchive(id), `no archived rollout found for thread id ${id}`);
      const subagents = await subagentsOfThread(store, id, { isArchived: true });
      const ids = [id, ...(await doneWith(subagents, (subagent) => store.unarchive(subagent)))];
      context.afterAnswer(() => notifyOfEach("thread/unarchived", ids));
      return { thread: wireThread({ summary, served: server.threads.find(id), version }) };
    },
    async "thread/delete"({ threadId }, context) {
      const id = threadIdOf(threadId);
      const subagents = [
        ...(await subagentsOfThread(store, id, { isArchived: false })),
        ...(await subagentsOfThread(store, id, { isArchived: true })),
      ];
      const closed = await server.threads.close(id);
      if (closed === undefined || (await findSummary(server, id)) !== undefined) {
        await withFile(store.delete(id), noFile(id));
      }
      const ids = [id, ...(await doneWith(subagents, (subagent) => store.delete(subagent)))];
      context.afterAnswer(() => notifyOfEach("thread/deleted", ids));
      return {};
    },
    async "thread/name/set"({ threadId, name }, context) {
      const id = threadIdOf(threadId);
      const threadName = name.trim();
      if (threadName === "") throw invalidRequest("the name of a thread must not be empty");
      const served = server.threads.find(id);
      await served?.thread.keep();
      if (served?.options.isEphemeral) served.name = threadName;
      else await withFile(store.rename(id, threadName), noFile(id));
      context.afterAnswer(() => server.notifyAll("thread/name/updated", { threadId: id, threadName }));
      return {};
    },
    getConversationSummary: (params) => conversationSummary(server, params),
  };

  /** Applies the same operation to a thread's subagents; returns the ids of those for which it succeeded. */
  async function doneWith(subagents: readonly string[], act: (id: string) => Promise<unknown>): Promise<string[]> {
    const done: string[] = [];
    for (const id of subagents) {
      await server.threads.close(id);
      const isDone = await act(id).then(
        () => true,
        () => false,
      );
      if (isDone) done.push(id);
    }
    return done;
  }

  function notifyOfEach(
    method: "thread/archived" | "thread/unarchived" | "thread/deleted",
    ids: readonly string[],
  ): void {
    for (const threadId of ids) server.notifyAll(method, { threadId });
  }
}
