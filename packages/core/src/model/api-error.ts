import { CodexError, type CodexErrorOptions } from "../error.js";
import { isJsonObject } from "../json.js";
import { isTooLong } from "./is-too-long.js";

/** The `error` object of OpenAI's APIs, in HTTP answers and in streams. No field is guaranteed. */
export interface ApiError {
  readonly type?: string | undefined;
  readonly code?: string | undefined;
  /** The HTTP status that many servers give as the code. */
  readonly status?: number | undefined;
  readonly message?: string | undefined;
  readonly planType?: string | undefined;
  /** When an exhausted limit resets, in seconds since 1970. */
  readonly resetsAt?: number | undefined;
}

/** Parses an `error` object. `now` in milliseconds since 1970. */
export function parseApiError(error: unknown, now: number): ApiError {
  if (!isJsonObject(error)) return typeof error === "string" ? { message: error } : {};
  const seconds = error["resets_in_seconds"];
  const at = error["resets_at"];
  const relative = typeof seconds === "number" ? Math.round(now / 1000 + seconds) : undefined;
  return {
    type: textOf(error["type"]),
    code: textOf(error["code"]),
    status: statusIn(error["code"]),
    message: messageOf(error),
    planType: textOf(error["plan_type"]),
    resetsAt: typeof at === "number" ? at : relative,
  };
}

/** Whether the server reports overload, so that a later attempt may succeed. */
export const isOverloaded = ({ code }: ApiError): boolean => code === "server_is_overloaded" || code === "slow_down";

/** The server's own code, in the form that errors carry. */
export const serverCode = ({ code }: ApiError): CodexErrorOptions => (code === undefined ? {} : { serverCode: code });

/**
 * The error for failures that no retry can help: an exhausted plan, an unpaid bill, a prompt that is too long or violates the
 * rules.
 */
export function finalError(error: ApiError, about: CodexErrorOptions = {}): CodexError | undefined {
  const options = { ...about, ...serverCode(error) };
  switch (error.type === "usage_limit_reached" || error.type === "usage_not_included" ? error.type : error.code) {
    case "usage_limit_reached":
      return new CodexError("usage-limit-reached", usageLimitText(error, Date.now()), {
        ...options,
        ...(error.resetsAt === undefined ? {} : { resetsAt: error.resetsAt }),
      });
    case "usage_not_included":
      return new CodexError(
        "usage-not-included",
        "Codex is not part of your ChatGPT plan. Upgrade it, or use an API key: https://openai.com/chatgpt/pricing",
        options,
      );
    case "insufficient_quota":
      return new CodexError(
        "usage-limit-reached",
        error.message ?? "The API key's quota is used up. Look at the plan and billing details of its account.",
        options,
      );
    case "context_length_exceeded":
      return tooLong(error, options);
    case "model_not_found":
      return new CodexError(
        "model-not-found",
        error.message ?? "The model's server does not know the model: choose another one.",
        options,
      );
    case "cyber_policy":
    case "bio_policy":
    case "misalignment_policy_violation":
    case "inference_hook_denied":
    case "invalid_prompt":
    case "flex_unavailable":
    case "policy_capacity_unavailable":
      return new CodexError(
        "request-refused",
        error.message ?? `The model's server refused the request: ${error.code}.`,
        options,
      );
    default:
      return error.message !== undefined && isTooLong(error.message) ? tooLong(error, options) : undefined;
  }
}

function tooLong({ message }: ApiError, options: CodexErrorOptions): CodexError {
  const text = message ?? "The conversation is longer than the model's context window.";
  return new CodexError("context-window-exceeded", text, options);
}

function usageLimitText({ planType, resetsAt }: ApiError, now: number): string {
  const when = resetsAt === undefined ? "later" : `in ${durationText(resetsAt - now / 1000)}`;
  return planType === "plus"
    ? `You've hit your usage limit. Upgrade to Pro (https://openai.com/chatgpt/pricing) or try again ${when}.`
    : `You've hit your usage limit. Try again ${when}.`;
}

/** Days, hours and minutes of a number of seconds: "2 days 3 hours 5 minutes". */
function durationText(seconds: number): string {
  const minutes = Math.floor((seconds + 0.5) / 60);
  const parts = [
    [Math.floor(minutes / 1440), "day"],
    [Math.floor((minutes % 1440) / 60), "hour"],
    [minutes % 60, "minute"],
  ] as const;
  const text = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}${count === 1 ? "" : "s"}`);
  return text.length === 0 ? "less than a minute" : text.join(" ");
}

/** Routers put the model server's message next to their own, or its whole error into theirs. */
function messageOf(error: Readonly<Record<string, unknown>>): string | undefined {
  const { message, metadata, error: inner } = error;
  if (textOf(message) === undefined && isJsonObject(inner)) return messageOf(inner);
  const behind = isJsonObject(metadata) ? textOf(metadata["raw"]) : undefined;
  return behind === undefined ? textOf(message) : [textOf(message), behind].filter(Boolean).join(": ");
}

const statusIn = (code: unknown): number | undefined =>
  typeof code === "number" && code >= 400 && code < 600 ? code : undefined;

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
