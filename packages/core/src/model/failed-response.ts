import { CodexError } from "../error.js";
import { finalError, isOverloaded, parseApiError, serverCode } from "./api-error.js";
import { excerpt } from "./excerpt.js";
import { streamDisconnected } from "./http/read-chunks.js";
import { retryAfterTextMs } from "./http/retry-delay.js";
import { codeOfStatus, isTemporary } from "./http/status-meaning.js";

const NO_REASON = "response.failed event received";

/** The error for a stream's `error` object. */
export function failedResponse(value: unknown): CodexError {
  const error = parseApiError(value, Date.now());
  const message = error.message ?? (value == null ? NO_REASON : `${NO_REASON}: ${excerpt(value)}`);
  const retryAfterMs = retryAfterTextMs(message);
  const wait = { ...serverCode(error), ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  if (isOverloaded(error))
    return new CodexError("server-overloaded", `the model's server is overloaded: ${message}`, wait);
  // The HTTP status that the server would have sent if it had known in time.
  const status = error.status ?? (error.code === "rate_limit_exceeded" ? 429 : undefined);
  const about = { ...wait, ...(status === undefined ? {} : { status }) };
  const final = finalError(error, about);
  if (final !== undefined) return final;
  if (status === undefined || isTemporary(status)) return streamDisconnected(message, about);
  return new CodexError(codeOfStatus(status), `the server stopped its answer with status ${status}: ${message}`, about);
}
