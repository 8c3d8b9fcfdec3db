import type { IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { encodeUtf8 } from "@codex/slices";
import { environmentValue } from "../environment.js";
import { CodexError } from "../error.js";
import { type HttpFailure, readHttpFailure } from "./http/http-failure.js";
import { httpRequest } from "./http/http-request.js";
import { retryDelayMs, streamRetryDelayMs } from "./http/retry-delay.js";
import type { ModelClientOptions, ModelCredentials, Prompt } from "./model-client.js";
import { commandAuth } from "./provider/command-auth.js";
import { modelCredentials } from "./provider/credentials.js";
import { endpointUrl, mergeHeaders, providerHeaders } from "./provider/endpoint.js";
import { orLoginFailure } from "./provider/login-failure.js";
import { providerLimits } from "./provider/provider-info.js";
import { rateLimitsOf } from "./rate-limits.js";

/** A request in the form of one of the APIs; its body may depend on the login. */
export interface ModelRequest {
  /** Consecutive pieces, because a transcript may be long. */
  readonly body: (credentials: ModelCredentials | undefined) => Promise<readonly string[]>;
  readonly headers: (credentials: ModelCredentials | undefined) => readonly (readonly [name: string, value: string])[];
  readonly onRetry: Prompt["onRetry"];
  readonly kept: Prompt["kept"];
}

/**
 * Sends a request until the server answers with success, within the provider's retry budget; the caller must read the answer's
 * body. After a 401, the login is refreshed once. Throws `CodexError`.
 */
export async function sendRequest(
  options: ModelClientOptions,
  request: ModelRequest,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { requestMaxRetries } = providerLimits(options.provider);
  let renewed = false;
  for (let attempt = 1; ; attempt++) {
    const outcome = await sendOnce(options, request, signal);
    if (outcome.type === "success") return outcome.reply;
    const { error, retry, credentials } = outcome;
    const refused = error.status === 401 && !renewed ? credentials?.token : undefined;
    const auth = commandAuth(options.provider, options.env) ?? options.auth;
    if (refused !== undefined && auth && (await orLoginFailure(auth.refresh(signal, refused), signal))) {
      renewed = true;
      attempt--;
      continue;
    }
    const delayMs = retry && attempt <= requestMaxRetries ? retryDelayMs(error, attempt) : undefined;
    if (delayMs === undefined) throw error;
    request.onRetry?.({ attempt, maxAttempts: requestMaxRetries, delayMs, error });
    await pause(delayMs, signal);
  }
}

type Outcome =
  | { readonly type: "success"; readonly reply: IncomingMessage }
  | (HttpFailure & { readonly type: "failure"; readonly credentials: ModelCredentials | undefined });

async function sendOnce(options: ModelClientOptions, request: ModelRequest, signal: AbortSignal): Promise<Outcome> {
  const { provider, env } = options;
  const credentials = await modelCredentials(options, signal);
  const body = await encodeUtf8(await request.body(credentials));
  await request.kept?.();
  const url = endpointUrl(provider, credentials);
  try {
    const reply = await httpRequest({
      method: "POST",
      url,
      headers: mergeHeaders([...providerHeaders(provider, { credentials, env }), ...request.headers(credentials)]),
      body,
      env,
      ...providerLimits(provider),
      signal,
    });
    const limits = rateLimitsOf(reply.headers);
    if (limits !== undefined) options.onRateLimits?.(limits);
    const status = reply.statusCode ?? 0;
    if (status >= 200 && status < 300) return { type: "success", reply };
    const failure = await readHttpFailure(reply, { url, secrets: secretsOf(options, credentials) });
    return { type: "failure", credentials, ...failure };
  } catch (error) {
    if (!(error instanceof CodexError) || error.code !== "connection-failed") throw error;
    return { type: "failure", credentials, error, retry: streamRetryDelayMs(error, 1) !== undefined };
  }
}

/** What must not appear in quoted server messages: the token, and headers whose values come from outside the configuration. */
function secretsOf({ provider, env }: ModelClientOptions, credentials: ModelCredentials | undefined): string[] {
  const variables = Object.values(provider.env_http_headers ?? {});
  const values = variables.flatMap((variable) => environmentValue(env, variable)?.trim() ?? []);
  return credentials === undefined ? values : [credentials.token, ...values];
}

async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(delayMs, undefined, { signal });
  } catch (cause) {
    throw new CodexError("interrupted", "interrupted", { cause });
  }
}
