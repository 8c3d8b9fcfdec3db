import { CodexError } from "../../error.js";
import { isCertificateProblem } from "./connection-failure.js";

const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 30_000;
/** A shorter delay counts as none. */
const NO_WAIT_MS = 20;
const LONGEST_FLOOR_MS = 1_000;
/** If a server asks for a longer wait, the user gets an error instead. */
const LONGEST_WAIT_ASKED_MS = 5 * 60_000;

/** The delay before retry number `attempt` (1 for the first): doubles each time, plus or minus a tenth. */
function backoffMs(attempt: number): number {
  const delay = Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), LONGEST_DELAY_MS);
  return Math.round(delay * (0.9 + Math.random() * 0.2));
}

/**
 * Like `backoffMs`, but the server's request takes precedence. If it asks for no delay, a short one is used, so that the retries
 * are not used up within milliseconds. `undefined`: it asked for longer than anybody would wait.
 */
export function retryDelayMs(error: CodexError, attempt: number): number | undefined {
  const { retryAfterMs } = error;
  if (retryAfterMs === undefined) return backoffMs(attempt);
  if (retryAfterMs > LONGEST_WAIT_ASKED_MS) return undefined;
  return retryAfterMs < NO_WAIT_MS ? Math.min(backoffMs(attempt), LONGEST_FLOOR_MS) : retryAfterMs;
}

/**
 * For the turn loop: the delay before the turn's next request after the stream's `attempt`-th failure. `undefined`: no retry can
 * help.
 */
export function streamRetryDelayMs(error: unknown, attempt: number): number | undefined {
  if (!(error instanceof CodexError)) return undefined;
  switch (error.code) {
    case "stream-disconnected":
    case "retry-limit-reached":
    case "server-overloaded":
      return retryDelayMs(error, attempt);
    case "connection-failed":
      return isCertificateProblem(error.cause) ? undefined : retryDelayMs(error, attempt);
    default:
      return undefined;
  }
}

/** The delay in `Retry-After` or `retry-after-ms`, in milliseconds. `now` in milliseconds since 1970. */
export function retryAfterHeaderMs(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  now: number,
): number | undefined {
  const inMilliseconds = Number.parseFloat(String(headers["retry-after-ms"]));
  if (inMilliseconds >= 0) return inMilliseconds;
  const value = headers["retry-after"];
  if (typeof value !== "string") return undefined;
  const seconds = Number(value);
  if (value.trim() !== "" && seconds >= 0) return seconds * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** The delay in a text such as "Please try again in 17s", "in 1m30.5s" or "in 17 seconds", in milliseconds. */
export function retryAfterTextMs(text: string): number | undefined {
  const start = /try again in /i.exec(text);
  if (start === null) return undefined;
  const part = /\s?(\d{1,9}(?:\.\d{1,9})?)\s?(ms|milliseconds?|hours?|h|minutes?|m|seconds?|s)(?![a-z])/iy;
  part.lastIndex = start.index + start[0].length;
  let total: number | undefined;
  for (let match = part.exec(text); match !== null; match = part.exec(text)) {
    total = (total ?? 0) + Number(match[1]) * unitMs(match[2] ?? "s");
  }
  return total === undefined ? undefined : Math.ceil(total);
}

function unitMs(unit: string): number {
  const name = unit.toLowerCase();
  if (name.startsWith("ms") || name.startsWith("milli")) return 1;
  if (name.startsWith("h")) return 3_600_000;
  return name.startsWith("m") ? 60_000 : 1000;
}
