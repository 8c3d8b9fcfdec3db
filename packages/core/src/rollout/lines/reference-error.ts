import * as z from "zod/mini";
import type { CodexErrorCode } from "../../error.js";
import type { TurnError } from "../../items/turn.js";

const HttpErrorSchema = z.record(z.string(), z.object({ http_status_code: z.nullish(z.number()) }));

/** The kind of error that later Codex versions record for a failed turn. */
export function parseErrorInfo(info: unknown): Pick<TurnError, "code" | "httpStatus"> {
  if (typeof info === "string") return { code: CODES.get(info) ?? "internal" };
  const [failure] = Object.values(HttpErrorSchema.safeParse(info).data ?? {});
  return failure === undefined
    ? { code: "internal" }
    : { code: "retry-limit-reached", httpStatus: failure.http_status_code ?? undefined };
}

const CODES: ReadonlyMap<string, CodexErrorCode> = new Map([
  ["context_window_exceeded", "context-window-exceeded"],
  ["usage_limit_exceeded", "usage-limit-reached"],
  ["server_overloaded", "server-overloaded"],
  ["model_not_found", "model-not-found"],
  ["unauthorized", "auth-required"],
  ["sandbox_error", "sandbox-unavailable"],
  ["bad_request", "request-refused"],
  ["other", "request-refused"],
]);
