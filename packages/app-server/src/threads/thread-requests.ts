import { deniedReviewId } from "../approvals/denied-review.js";
import type { ClientContext } from "../client-services.js";
import { idPage } from "../pagination.js";
import type { RequestHandlers } from "../request-handlers.js";
import { invalidRequest } from "../rpc-errors.js";
import { findReadState } from "./find-read-state.js";
import { findSummary, loadedThread } from "./find-thread.js";
import { backwardsCursors } from "./item-entries.js";
import { responseItemsOf } from "./response-items.js";
import { settingsOfPermissions } from "./thread-config.js";
import { threadIdOf } from "./thread-id.js";
import { changeSettings, folderOf } from "./thread-settings.js";
import { wireThread } from "./wire-thread.js";

type Methods =
  | "thread/revert"
  | "thread/inject_items"
  | "thread/approveGuardianDeniedAction"
  | "thread/unsubscribe"
  | "thread/loaded/list"
  | "thread/settings/update"
  | "thread/readState/update";

/** Requests about loaded threads, apart from their turns. */
export function threadRequests(context: ClientContext): RequestHandlers<Methods> {
  const { server, client } = context;
  return {
    async "thread/revert"({ threadId, beforeTurnId }, request) {
      const served = loadedThread(server, threadId);
      if (!served.history.turns.some(({ id }) => id === beforeTurnId))
        throw invalidRequest(`turn not found: ${beforeTurnId}`);
      served.subscriberOf(client)?.holdFor(request);
      const { turns } = await served.thread.revert({ beforeTurnId, what: "conversation" });
      const summary = await findSummary(server, served.id);
      return {
        thread: wireThread({ summary, served, version: server.options.version }),
        ...backwardsCursors(turns, served.id),
      };
    },
    async "thread/inject_items"({ threadId, items }) {
      await loadedThread(server, threadId).thread.inject(responseItemsOf(items));
      return {};
    },
    async "thread/approveGuardianDeniedAction"({ threadId, event }) {
      const { thread } = loadedThread(server, threadId);
      const reviewId = deniedReviewId(event);
      if ((await thread.permitDenied?.(reviewId)) !== true)
        throw invalidRequest(`no review ${reviewId} has denied anything in this session`);
      return {};
    },
    "thread/unsubscribe"({ threadId }) {
      const served = server.threads.find(threadIdOf(threadId));
      if (served === undefined) return { status: "notLoaded" };
      return { status: served.unsubscribe(client) ? "unsubscribed" : "notSubscribed" };
    },
    "thread/loaded/list": ({ cursor, limit }) =>
      idPage(
        server.threads.all.map(({ id }) => id),
        { cursor, limit },
      ),
    async "thread/readState/update"({ threadId, expectedRevision, operation }, request) {
      const served = server.threads.find(threadIdOf(threadId));
      const readState = await findReadState(server, threadId);
      if (readState === undefined) throw invalidRequest("the read state of the thread is not kept");
      if (readState.wire.revision !== expectedRevision) {
        const data = { reason: "readStateConflict", readState: readState.wire };
        throw invalidRequest(`the thread's read state is at revision ${readState.wire.revision}`, { data });
      }
      served?.subscriberOf(client)?.holdFor(request);
      const isChanged = await readState.update(operation.type);
      const { wire } = readState;
      if (isChanged && served !== undefined) served.sendReadState();
      else if (isChanged) {
        request.afterAnswer(() =>
          server.notifyAll("thread/readState/changed", { threadId: threadIdOf(threadId), readState: wire }),
        );
      }
      return { readState: wire };
    },
    async "thread/settings/update"({ threadId, ...params }, request) {
      const served = loadedThread(server, threadId);
      const profile = await settingsOfPermissions(context, params, folderOf(params, served));
      served.subscriberOf(client)?.holdFor(request);
      await changeSettings(params, served, profile);
      return {};
    },
  };
}
