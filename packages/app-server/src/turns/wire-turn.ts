import type { ThreadItem } from "@codex/app-server-protocol/thread-item";
import type {
  CodexErrorInfo,
  TurnItemsView,
  TurnError as WireError,
  TurnStatus as WireStatus,
  Turn as WireTurn,
} from "@codex/app-server-protocol/turn";
import { hasEnded, type Item, type TurnError, type TurnInfo, type TurnStatus, type TurnView } from "@codex/core";
import { mapInSlices } from "@codex/slices";
import { ItemIds, isBegunAgain, isDropped } from "../items/item-ids.js";
import { threadItem } from "../items/thread-item.js";

const STATUSES: Readonly<Record<TurnStatus, WireStatus>> = {
  running: "inProgress",
  completed: "completed",
  failed: "failed",
  interrupted: "interrupted",
};

const seconds = (ms: number) => Math.floor(ms / 1000);

/** A turn on the wire, while it runs and when it ends. */
export function wireTurn(turn: TurnInfo, items: readonly ThreadItem[] = [], itemsView?: TurnItemsView): WireTurn {
  const { id, rootTurnId = id, status, startedAt, endedAt, error } = turn;
  return {
    id,
    rootTurnId,
    items: [...items],
    itemsView: itemsView ?? (items.length === 0 ? "notLoaded" : "summary"),
    status: STATUSES[status],
    error: error === undefined ? null : wireError(error),
    startedAt: seconds(startedAt),
    completedAt: endedAt === undefined ? null : seconds(endedAt),
    durationMs: endedAt === undefined ? null : Math.max(0, endedAt - startedAt),
  };
}

/** A turn in the response that started it; its start time comes with `turn/started`. */
export function acceptedTurn({ id, rootTurnId = id }: Pick<TurnInfo, "id" | "rootTurnId">): WireTurn {
  return { id, rootTurnId, items: [], itemsView: "notLoaded", status: "inProgress", error: null };
}

/** Turns of a thread's history. A long history does not hold up other clients. */
export function turnsOfHistory(turns: readonly TurnView[], view: TurnItemsView, threadId: string): Promise<WireTurn[]> {
  return mapInSlices(turns, (turn) => turnOfHistory(turn, view, threadId));
}

/** A turn of a thread's history, with the requested amount of its items. */
export function turnOfHistory(turn: TurnView, view: TurnItemsView, threadId: string): WireTurn {
  return wireTurn(turn, itemsOf(turn, view, threadId), view);
}

function itemsOf(turn: TurnView, view: TurnItemsView, threadId: string): ThreadItem[] {
  if (view === "notLoaded") return [];
  const items = itemsOfTurn(turn, threadId);
  if (view === "full") return items;
  const first = items.find(({ type }) => type === "userMessage");
  const last = items.findLast(({ type }) => type === "agentMessage");
  return [first, last].filter((item) => item !== undefined);
}

/** A patch that never took effect because its turn ended, or a command that never started: it has no end to show. */
function isUndone(item: Item): boolean {
  if (item.status !== "interrupted") return false;
  if (item.kind !== "command") return item.kind === "patch";
  const hasRun = item.decision !== undefined || item.exitCode !== undefined || item.output.aggregated !== "";
  return item.source !== "user" && !hasRun;
}

/** All items of a turn that this wire shows. */
export function itemsOfTurn(turn: TurnView, threadId: string): ThreadItem[] {
  const ids = new ItemIds();
  return withBegunReview(turn.items).flatMap((item) => {
    const isLost = isDropped(item) && (turn.status !== "completed" || isBegunAgain(item, turn.items));
    if (isLost || isUndone(item)) return [];
    return threadItem(item, { id: ids.of(item), threadId }) ?? [];
  });
}

/** A review is two items on this wire: its start and, before its text, its end. */
function withBegunReview(items: readonly Item[]): readonly Item[] {
  const review = items.find((item) => item.kind === "review");
  if (review === undefined || !hasEnded(review)) return items;
  const begun: Item = { ...review, status: "running", endedAt: review.startedAt };
  const others = items.map((item) => (item === review ? begun : item));
  const said = others.findIndex(({ kind }) => kind === "agent-message");
  return others.toSpliced(said < 0 ? others.length : said, 0, {
    ...review,
    startedAt: review.endedAt ?? review.startedAt,
  });
}

/** Parity: if the model's server rejected a request, clients get the server's own message. */
export function wireError(error: TurnError): WireError {
  return {
    message: error.responseBody ?? error.message,
    codexErrorInfo: SERVER_CODES.get(error.serverCode ?? "") ?? errorInfo(error.code, error.httpStatus ?? null),
    additionalDetails: null,
  };
}

/** The server's error codes and their equivalents on this wire. */
const SERVER_CODES: ReadonlyMap<string, CodexErrorInfo> = new Map([
  ["slow_down", "rateLimitExceeded"],
  ["cyber_policy", "cyberPolicy"],
  ["bio_policy", "bioPolicy"],
  ["misalignment_policy_violation", "misalignmentPolicyViolation"],
  ["inference_hook_denied", "inferenceHookDenied"],
  ["flex_unavailable", "flexUnavailable"],
  ["policy_capacity_unavailable", "policyCapacityUnavailable"],
]);

/** The error kind on this wire. */
function errorInfo(code: TurnError["code"], httpStatusCode: number | null): CodexErrorInfo {
  switch (code) {
    case "context-window-exceeded":
      return "contextWindowExceeded";
    case "usage-limit-reached":
    case "usage-not-included":
      return "usageLimitExceeded";
    case "auth-required":
      return httpStatusCode === null ? "unauthorized" : infoOfStatus(httpStatusCode);
    case "server-overloaded":
      return "serverOverloaded";
    case "model-not-found":
      return "modelNotFound";
    case "stream-disconnected":
      // A rate limit reported inside a stream.
      return httpStatusCode === 429 ? "rateLimitExceeded" : "other";
    case "retry-limit-reached":
    case "connection-failed":
    case "unexpected-status":
      return infoOfStatus(httpStatusCode);
    case "sandbox-unavailable":
      return "sandboxError";
    case "internal":
      return "internalServerError";
    default:
      return "other";
  }
}

function infoOfStatus(httpStatusCode: number | null): CodexErrorInfo {
  switch (httpStatusCode) {
    case 400:
      return "other";
    case 429:
      return { responseTooManyFailedAttempts: { httpStatusCode } };
    case 500:
      return "internalServerError";
    default:
      return { httpConnectionFailed: { httpStatusCode } };
  }
}
