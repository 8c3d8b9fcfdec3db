import { z } from "zod";
import type { Issuer } from "./issuer.js";
import { LoginError } from "./login-error.js";
import { plainText } from "./plain-text.js";

const REQUEST_LIMIT_MS = 30_000;

/** Runs one request with a limit, and tells a connection that failed in words for a person. */
export async function answered(
  issuer: Issuer,
  signal: AbortSignal,
  request: (signal: AbortSignal) => Promise<Response>,
): Promise<Response> {
  try {
    return await request(AbortSignal.any([signal, AbortSignal.timeout(REQUEST_LIMIT_MS)]));
  } catch (error) {
    signal.throwIfAborted();
    const host = new URL(issuer.url).host;
    throw new LoginError("login-failed", `could not reach ${host}: ${connectionFailure(error)}`, { cause: error });
  }
}

/** The system's name for why a `fetch` failed, which holds nothing of the request. */
export function connectionFailure(error: unknown): string {
  if (error instanceof Error && error.name === "TimeoutError") return "no answer in time";
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause ? String(cause.code) : "the connection failed";
}

export interface ExpectedAnswer<T> {
  readonly issuer: Issuer;
  readonly schema: z.ZodType<T>;
}

export async function readAnswer<T>(response: Response, expected: ExpectedAnswer<T>): Promise<T> {
  const host = new URL(expected.issuer.url).host;
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok)
    throw new LoginError("login-refused", `${host} answered with status ${response.status}${errorOf(body)}`);
  const parsed = expected.schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new LoginError("login-failed", `${host} gave an answer that is not a login`);
}

const ErrorBodySchema = z.object({
  error: z.union([z.string(), z.object({ code: z.string().optional(), message: z.string().optional() })]),
  error_description: z.string().optional(),
});

/** What the issuer says about an error, cut to one short line. */
function errorOf(body: unknown): string {
  const { data } = ErrorBodySchema.safeParse(body);
  if (data === undefined) return "";
  const error = typeof data.error === "string" ? data.error : (data.error.message ?? data.error.code ?? "");
  return `: ${plainText([error, data.error_description].filter(Boolean).join(": "))}`;
}
