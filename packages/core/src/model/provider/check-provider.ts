import { CodexError, errorMessage } from "../../error.js";
import { httpRequest } from "../http/http-request.js";
import type { ModelClientOptions, ModelCredentials } from "../model-client.js";
import { modelCredentials } from "./credentials.js";
import { endpointUrl, mergeHeaders, providerHeaders } from "./endpoint.js";

/** A finding, for people. */
export interface CheckResult {
  readonly ok: boolean;
  readonly detail: string;
}

export interface ProviderCheck {
  /** Whether the login or key that the provider requires exists. */
  readonly login: CheckResult;
  /** Whether its server answers and accepts the login. */
  readonly server: CheckResult;
}

const TIMEOUT_MS = 5_000;

/** Checks whether a provider is usable without prompting a model, so it is free of charge. */
export async function checkProvider(
  options: Pick<ModelClientOptions, "provider" | "auth" | "env">,
  signal: AbortSignal,
): Promise<ProviderCheck> {
  const found = await modelCredentials(options, signal).then(
    (credentials) => ({ ok: true, credentials }) as const,
    (error: unknown) => ({ ok: false, detail: messageOf(error) }) as const,
  );
  const credentials = found.ok ? found.credentials : undefined;
  const login = found.ok ? { ok: true, detail: describe(credentials, options) } : found;
  return { login, server: await checkServer(options, { credentials, signal }) };
}

async function checkServer(
  { provider, env }: Pick<ModelClientOptions, "provider" | "env">,
  { credentials, signal }: { readonly credentials: ModelCredentials | undefined; readonly signal: AbortSignal },
): Promise<CheckResult> {
  try {
    const url = endpointUrl(provider, credentials);
    const headers = mergeHeaders(providerHeaders(provider, { credentials, env }));
    const limits = { connectTimeoutMs: TIMEOUT_MS, firstByteTimeoutMs: TIMEOUT_MS };
    // A GET runs no model: most servers answer that they have no such resource, and that is enough.
    const answer = await httpRequest({ method: "GET", url, headers, env, signal, ...limits });
    answer.destroy();
    const status = answer.statusCode ?? 0;
    if (status === 401) return { ok: false, detail: `${url.host} refuses the login (status 401)` };
    if (status >= 500) return { ok: false, detail: `${url.host} answers with status ${status}` };
    return { ok: true, detail: `${url.host} answers` };
  } catch (error) {
    return { ok: false, detail: messageOf(error) };
  }
}

function describe(
  credentials: ModelCredentials | undefined,
  { provider }: Pick<ModelClientOptions, "provider">,
): string {
  if (credentials === undefined) return "none is asked for";
  if (credentials.mode === "chatgpt") return "ChatGPT";
  return provider.env_key === undefined ? "an API key" : "an API key, from the variable that the provider names";
}

function messageOf(error: unknown): string {
  if (error instanceof CodexError && error.code === "interrupted") throw error;
  return errorMessage(error);
}
