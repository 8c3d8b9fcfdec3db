import * as z from "zod/mini";
import type { Issuer } from "./issuer.js";
import { LoginError } from "./login-error.js";
import { plainText } from "./plain-text.js";

export interface IssuerRequest {
  readonly url: URL;
  /** A form, or JSON if it is a string. */
  readonly body: string | URLSearchParams;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Sends one request to the issuer and waits for the answer, for at most a minute.
 * @throws LoginError `issuer-unreachable`, with the reason; the reason of `signal` when that aborts.
 */
export async function postToIssuer(issuer: Issuer, request: IssuerRequest, signal: AbortSignal): Promise<Response> {
  const { url, body, headers } = request;
  const type = typeof body === "string" ? "application/json" : "application/x-www-form-urlencoded";
  const limit = AbortSignal.timeout(REQUEST_LIMIT_MS);
  try {
    return await (issuer.fetch ?? fetch)(url, {
      method: "POST",
      headers: { ...headers, "content-type": type },
      body,
      redirect: "error",
      signal: AbortSignal.any([signal, limit]),
    });
  } catch (error) {
    signal.throwIfAborted();
    const reason = limit.aborted ? "no answer in time" : connectionFailure(error);
    throw new LoginError("issuer-unreachable", `could not reach ${url.host}: ${reason}`, { cause: error });
  }
}

const REQUEST_LIMIT_MS = 60_000;

/** `fetch` only reports that it failed; the code of its cause says why. */
function connectionFailure(error: unknown): string {
  if (!(error instanceof Error)) return "the connection failed";
  const { cause } = error;
  return cause instanceof Error && error instanceof TypeError && "code" in cause ? String(cause.code) : error.message;
}

export interface ExpectedAnswer<T> {
  readonly issuer: Issuer;
  readonly schema: z.ZodMiniType<T>;
}

export async function readAnswer<T>(response: Response, expected: ExpectedAnswer<T>): Promise<T> {
  const host = new URL(expected.issuer.url).host;
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok)
    throw new LoginError("login-refused", `${host} answered with status ${response.status}${errorOf(body)}`);
  const parsed = expected.schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new LoginError("login-failed", `${host} sent an answer that is not a login`);
}

const ErrorBodySchema = z.object({
  error: z.union([z.string(), z.object({ code: z.optional(z.string()), message: z.optional(z.string()) })]),
  error_description: z.optional(z.string()),
});

/** The issuer's error message, cut to one short line. */
function errorOf(body: unknown): string {
  const { data } = ErrorBodySchema.safeParse(body);
  if (data === undefined) return "";
  const error = typeof data.error === "string" ? data.error : (data.error.message ?? data.error.code ?? "");
  return `: ${plainText([error, data.error_description].filter(Boolean).join(": "))}`;
}
