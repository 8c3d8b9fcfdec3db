import type { ReviewTarget as WireTarget } from "@codex/app-server-protocol/review";
import { describeTarget, type ReviewTarget } from "@codex/core";
import type { ClientContext } from "../client-services.js";
import type { RequestHandlers } from "../request-handlers.js";
import { loadedThread } from "../threads/find-thread.js";
import { acceptedTurn } from "./wire-turn.js";

/** Starts reviews in the requesting thread. */
export function reviewRequests({ server, client }: ClientContext): RequestHandlers<"review/start"> {
  return {
    async "review/start"({ threadId, target: wireTarget }, request) {
      const served = loadedThread(server, threadId);
      served.subscriberOf(client)?.holdFor(request);
      const target = targetFromWire(wireTarget);
      const { id } = await served.thread.review(target);
      const said = { type: "text" as const, text: describeTarget(target), text_elements: [] };
      const items = [{ type: "userMessage" as const, id, content: [said] }];
      return { reviewThreadId: served.id, turn: { ...acceptedTurn({ id }), items } };
    },
  };
}

function targetFromWire(target: WireTarget): ReviewTarget {
  switch (target.type) {
    case "uncommittedChanges":
      return { type: "uncommitted" };
    case "baseBranch":
      return { type: "base", branch: target.branch };
    case "commit":
      return { type: "commit", sha: target.sha, title: target.title ?? undefined };
    case "custom":
      return target;
    default:
      return target satisfies never;
  }
}
