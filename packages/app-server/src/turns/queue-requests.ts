import type { UserInput } from "@codex/app-server-protocol/user-input";
import type { ClientContext } from "../client-services.js";
import { inputFromWire } from "../items/user-input.js";
import { pageOf } from "../pagination.js";
import type { RequestHandlers } from "../request-handlers.js";
import { internalError, invalidRequest } from "../rpc-errors.js";
import { findSummary, loadedThread, refuseArchived } from "../threads/find-thread.js";
import { threadIdOf } from "../threads/thread-id.js";
import { acceptedTurn } from "./wire-turn.js";

type Methods =
  | "thread/queue/add"
  | "thread/queue/list"
  | "thread/queue/update"
  | "thread/queue/delete"
  | "thread/queue/reorder"
  | "thread/queue/start";

/** Requests about input for later turns. */
export function queueRequests({ server, client }: ClientContext): RequestHandlers<Methods> {
  const { queues, threads } = server;
  const idOf = async (threadId: string): Promise<string> => {
    const id = threadIdOf(threadId);
    const served = threads.find(id);
    // The queue is kept on disk, where nothing of an ephemeral thread belongs.
    if (served?.options.isEphemeral) throw invalidRequest(`an ephemeral thread has no queue: ${id}`);
    if (served !== undefined) return id;
    const summary = await findSummary(server, id);
    // Parity: the code of a failure.
    if (summary === undefined) throw internalError(`no rollout found for thread id ${id}`);
    refuseArchived(summary);
    return id;
  };
  return {
    async "thread/queue/add"({ threadId, ...entry }, request) {
      checkInput(entry.input);
      const id = await idOf(threadId);
      const { entry: queuedSubmission, startsNow } = await queues.add(id, entry);
      const served = threads.find(id);
      // An entry that cannot start stays in the queue; `thread/queue/start` reports the reason.
      if (startsNow && served !== undefined) request.afterAnswer(() => void queues.startNext(served).catch(() => {}));
      return { queuedSubmission };
    },
    async "thread/queue/list"({ threadId, ...page }) {
      return pageOf(await queues.list(await idOf(threadId)), page);
    },
    async "thread/queue/update"({ threadId, queuedSubmissionId, ...changes }) {
      checkInput(changes.input);
      return { queuedSubmission: await queues.update(await idOf(threadId), queuedSubmissionId, changes) };
    },
    async "thread/queue/delete"({ threadId, queuedSubmissionId }) {
      return { deleted: await queues.delete(await idOf(threadId), queuedSubmissionId) };
    },
    async "thread/queue/reorder"({ threadId, queuedSubmissionIds }) {
      await queues.reorder(await idOf(threadId), queuedSubmissionIds);
      return {};
    },
    async "thread/queue/start"({ threadId, queuedSubmissionId }, request) {
      const served = loadedThread(server, await idOf(threadId));
      served.subscriberOf(client)?.holdFor(request);
      const { id } = await queues.start(served, queuedSubmissionId ?? undefined);
      return { turn: acceptedTurn({ id }) };
    },
  };
}

/** Throws -32600 for input that no turn could start with. */
function checkInput(input: readonly UserInput[]): void {
  if (input.length === 0) throw invalidRequest("input that waits must not be empty");
  inputFromWire(input);
}
