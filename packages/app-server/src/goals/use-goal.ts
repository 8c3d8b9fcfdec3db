import { isFeatureOn, ThreadGoal, type ThreadGoalOptions } from "@codex/core";
import type { RequestContext } from "@codex/jsonrpc";
import type { AppServer } from "../app-server.js";
import type { ClientContext } from "../client-services.js";
import { switchedFeatures } from "../requests/switched-features.js";
import { invalidRequest } from "../rpc-errors.js";
import { findSummary } from "../threads/find-thread.js";
import type { ServedThread } from "../threads/served-thread.js";
import { threadIdOf } from "../threads/thread-id.js";
import { wireGoal } from "./wire-goal.js";

export interface FoundGoal {
  readonly threadId: string;
  readonly goal: ThreadGoal;
  /** Undefined if the thread is not loaded. */
  readonly served?: ServedThread | undefined;
}

/**
 * Calls `use` with the goal of a thread, loaded or not; uses of a saved goal are serialized. Notifications come after the answer. Throws
 * -32600 if the thread cannot have a goal.
 */
export async function useGoal<Result>(
  { server, client }: ClientContext,
  { id, request }: { readonly id: string; readonly request: RequestContext },
  use: (found: FoundGoal) => Promise<Result>,
): Promise<Result> {
  const { elsewhere } = server.home;
  if (elsewhere !== undefined) throw invalidRequest(`goals are not available: ${elsewhere}`);
  const threadId = threadIdOf(id);
  const useLoaded = (served: ServedThread): Promise<Result> => {
    served.subscriberOf(client)?.holdFor(request);
    return use({ threadId, goal: goalOfLoaded(served), served });
  };
  const served = server.threads.find(threadId);
  if (served !== undefined) return useLoaded(served);
  refuseWhenOff(await switchedFeatures(server));
  return server.savedGoals.inTurn(threadId, async () => {
    const summary = await findSummary(server, threadId);
    if (summary === undefined || summary.isArchived) throw invalidRequest(`thread not found: ${threadId}`);
    const loaded = server.threads.find(threadId);
    return loaded === undefined ? use({ threadId, goal: savedGoal(server, threadId, request) }) : useLoaded(loaded);
  });
}

function savedGoal(server: AppServer, threadId: string, request: RequestContext): ThreadGoal {
  const onChange: ThreadGoalOptions["onChange"] = (goal) => {
    request.afterAnswer(() => {
      if (goal === undefined) server.notifyAll("thread/goal/cleared", { threadId });
      else server.notifyAll("thread/goal/updated", { threadId, turnId: null, goal: wireGoal(threadId, goal) });
    });
  };
  return new ThreadGoal({ threadId, store: server.home.store, onChange });
}

function goalOfLoaded({ id, thread: { goal }, options }: ServedThread): ThreadGoal {
  refuseWhenOff(options.config.features);
  if (options.isEphemeral) throw invalidRequest(`an ephemeral thread can have no goal: ${id}`);
  if (goal === undefined) throw invalidRequest(`this thread can have no goal: ${id}`);
  return goal;
}

function refuseWhenOff(switches: Readonly<Record<string, boolean>>): void {
  if (isFeatureOn("goals", switches) !== true)
    throw invalidRequest("goals are off: switch them on with `codex features enable goals`");
}
