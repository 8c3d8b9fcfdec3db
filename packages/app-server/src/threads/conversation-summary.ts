import type { AppServer } from "../app-server.js";
import type { RequestParams } from "../request-handlers.js";
import { invalidRequest } from "../rpc-errors.js";
import { findSummary, threadAt } from "./find-thread.js";
import { threadIdOf } from "./thread-id.js";
import { wireThread } from "./wire-thread.js";

/** A thread in the form of older clients. */
export async function conversationSummary(server: AppServer, params: RequestParams<"getConversationSummary">) {
  const { summary, served } =
    "conversationId" in params
      ? await named(server, params.conversationId)
      : { summary: await threadAt(server, params.rolloutPath) };
  const thread = wireThread({ summary, served, version: server.options.version });
  // A thread without turns has no file yet.
  const loadedAt = served?.loadedAt ?? 0;
  return {
    summary: {
      conversationId: thread.id,
      path: summary?.path ?? thread.path ?? "",
      preview: thread.preview,
      timestamp: new Date(summary?.createdAt ?? loadedAt).toISOString(),
      updatedAt: new Date(summary?.updatedAt ?? loadedAt).toISOString(),
      modelProvider: thread.modelProvider,
      cwd: thread.cwd,
      cliVersion: thread.cliVersion,
      source: thread.source,
      gitInfo: thread.gitInfo ?? null,
    },
  };
}

async function named(server: AppServer, conversationId: string) {
  const id = threadIdOf(conversationId);
  const [served, summary] = [server.threads.find(id), await findSummary(server, id)];
  if (served === undefined && summary === undefined) throw invalidRequest(`no rollout found for conversation id ${id}`);
  return { served, summary };
}
