import path from "node:path";
import type { ThreadReadState } from "@codex/app-server-protocol/thread";
import type { ThreadListParams } from "@codex/app-server-protocol/thread-list";
import {
  type SourceKind,
  subagentsOfThread,
  type ThreadQuery,
  type ThreadSortKey,
  type ThreadSummary,
} from "@codex/core";
import type { ClientContext } from "../client-services.js";
import type { RequestHandlers } from "../request-handlers.js";
import { invalidRequest } from "../rpc-errors.js";
import { savedReadState } from "./find-read-state.js";
import { findSummary, threadAt, withFile } from "./find-thread.js";
import { threadIdOf } from "./thread-id.js";
import { wireThread } from "./wire-thread.js";

type Methods =
  | "thread/list"
  | "thread/archive"
  | "thread/unarchive"
  | "thread/delete"
  | "thread/name/set"
  | "getConversationSummary";

/** Requests about stored threads. */
export function savedThreadRequests({ server, client }: ClientContext): RequestHandlers<Methods> {
  const { version } = server.options;
  const { store } = server.home;
  const noFile = (id: string) => `no rollout found for thread id ${id}`;
  return {
    async "thread/list"(params) {
      const [modelProviders, family] = [await ownProviders(), await familyOf(params)];
      const page = await store.list(queryOf(params, { modelProviders, family, cwd: server.options.cwd }));
      return {
        data: page.threads.map((summary) => wireThread({ summary, served: server.threads.find(summary.id), version })),
        nextCursor: page.nextCursor ?? null,
        backwardsCursor: page.backwardsCursor ?? null,
        readStates: client.introduction?.experimental === true ? await readStatesOf(page.threads) : undefined,
      };
    },
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
    async getConversationSummary(params) {
      const summary =
        "conversationId" in params ? await byId(params.conversationId) : await threadAt(server, params.rolloutPath);
      const thread = wireThread({ summary, version });
      return {
        summary: {
          conversationId: summary.id,
          path: summary.path,
          preview: thread.preview,
          timestamp: new Date(summary.createdAt).toISOString(),
          updatedAt: new Date(summary.updatedAt).toISOString(),
          modelProvider: thread.modelProvider,
          cwd: thread.cwd,
          cliVersion: thread.cliVersion,
          source: thread.source,
          gitInfo: thread.gitInfo ?? null,
        },
      };
    },
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

  function byId(conversationId: string) {
    const id = threadIdOf(conversationId);
    return withFile(store.find(id), `no rollout found for conversation id ${id}`);
  }
}

/** The default: threads that a person talked to. */
export const INTERACTIVE_SOURCES: readonly SourceKind[] = ["cli", "vscode"];

export function sortKeyOf(key: ThreadListParams["sortKey"]): ThreadSortKey {
  return key === "updated_at" || key === "recency_at" ? "updated" : "created";
}

function queryOf(
  params: ThreadListParams,
  own: {
    readonly modelProviders: readonly string[] | undefined;
    readonly family: readonly string[] | undefined;
    readonly cwd: string;
  },
): ThreadQuery {
  const { sourceKinds, modelProviders, searchTerm, sectionId, projectId, attachedToThreadId } = params;
  const folders = params.cwd == null ? undefined : [params.cwd].flat().map((folder) => path.resolve(own.cwd, folder));
  const parent = params.parentThreadId;
  const asked = params.includedThreadIds?.map(threadIdOf);
  const { family } = own;
  // Sections, projects and attachments are not stored, so no thread is in one.
  const isEmpty = sectionId != null || projectId != null || attachedToThreadId != null;
  return {
    cursor: params.cursor ?? undefined,
    limit: params.limit == null ? undefined : Math.max(1, params.limit),
    sortKey: sortKeyOf(params.sortKey),
    direction: params.sortDirection ?? "desc",
    isArchived: params.archived ?? false,
    isBegun: true,
    cwds: folders,
    modelProviders:
      modelProviders == null ? own.modelProviders : modelProviders.length === 0 ? undefined : modelProviders,
    // A request for the subagents of a thread does not mean interactive threads.
    sourceKinds: sourceKinds?.length
      ? sourceKinds
      : parent == null && family === undefined
        ? INTERACTIVE_SOURCES
        : undefined,
    originators: params.originators == null || params.originators.length === 0 ? undefined : params.originators,
    parentThreadId: parent == null ? undefined : threadIdOf(parent),
    includedIds: isEmpty ? [] : family === undefined ? asked : family.filter((id) => asked?.includes(id) !== false),
    excludedIds: params.excludedThreadIds?.map(threadIdOf),
    search: searchTerm ?? undefined,
  };
}
