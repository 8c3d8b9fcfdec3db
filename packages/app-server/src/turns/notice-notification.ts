import type { Notice, NoticeLocation } from "@codex/core";
import { type Notification, notificationOf } from "./notification.js";

/** The notification of a notice of a thread; undefined for notices that clients of this protocol do not get. */
export function noticeNotification(
  { code, level, message, retry, location }: Notice,
  { threadId, turnId }: { readonly threadId: string; readonly turnId: string | undefined },
): Notification | undefined {
  if (code === "stream-retry" && turnId !== undefined) {
    const codexErrorInfo = { responseStreamDisconnected: { httpStatusCode: retry?.error.httpStatus ?? null } };
    const error = { message, codexErrorInfo, additionalDetails: retry?.error.message ?? null };
    return notificationOf("error", { threadId, turnId, error, willRetry: true });
  }
  // Retried requests are not reported unless they fail for good.
  if (code === "request-retry" || level === "info") return undefined;
  if (code === "rules-broken" && location !== undefined) {
    return notificationOf("configWarning", brokenFile("Rules about commands that do not count", message, location));
  }
  return notificationOf("warning", { threadId, message });
}

function brokenFile(summary: string, details: string, { file: path, line, column = 1 }: NoticeLocation) {
  if (line === undefined) return { summary, details, path };
  return { summary, details, path, range: { start: { line, column }, end: { line, column } } };
}
