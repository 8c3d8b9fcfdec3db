import { type OutgoingHttpHeaders, validateHeaderName, validateHeaderValue } from "node:http";
import { type Environment, environmentValue } from "../../environment.js";
import { CodexError } from "../../error.js";
import type { ModelCredentials } from "../model-client.js";
import { shownName } from "./credentials.js";
import type { ModelProviderInfo } from "./provider-info.js";

const OPENAI_BASE_URL = "https://api.openai.com/v1";
const CHATGPT_BASE_URL = "https://chatgpt.com/backend-api/codex";

/** The URL for requests to a provider. Throws `config-invalid` if its `base_url` is invalid. */
export function endpointUrl(provider: ModelProviderInfo, credentials: ModelCredentials | undefined): URL {
  const base = provider.base_url ?? (credentials?.mode === "chatgpt" ? CHATGPT_BASE_URL : OPENAI_BASE_URL);
  const path = provider.wire_api === "responses" ? "responses" : "chat/completions";
  const url = URL.parse(base);
  if (url === null) {
    throw new CodexError("config-invalid", `model provider ${provider.name}: base_url is not a URL: ${base}`);
  }
  // Differs from codex-rs: a query in `base_url` stays after the path, and `base_url` may already contain the request's path.
  const start = url.pathname.replace(/(?<!\/)\/+$/, "").replace(/\/(responses|chat\/completions)$/, "");
  url.pathname = `${start}/${path}`;
  // Not with `searchParams`, which encodes blanks as `+`; not every server decodes that.
  const added = Object.entries(provider.query_params ?? {}).map((pair) => pair.map(encodeURIComponent).join("="));
  url.search = [url.search.slice(1), ...added].filter((part) => part !== "").join("&");
  return url;
}

/**
 * The provider's own headers and the bearer token. A header given twice is sent twice. Throws `config-invalid` for invalid headers.
 */
export function providerHeaders(
  provider: ModelProviderInfo,
  { credentials, env }: { readonly credentials: ModelCredentials | undefined; readonly env: Environment },
): [name: string, value: string][] {
  const source = provider.env_key === undefined ? "the login" : `the variable ${shownName(provider.env_key)}`;
  const fromVariables = Object.entries(provider.env_http_headers ?? {}).flatMap(([name, variable]) => {
    const value = environmentValue(env, variable)?.trim();
    return value === undefined ? [] : [header(name, value, `the variable ${shownName(variable)}`)];
  });
  return [
    ...(credentials === undefined ? [] : [header("authorization", `Bearer ${credentials.token}`, source)]),
    ...Object.entries(provider.http_headers ?? {}).map(([name, value]) => header(name, value, "`http_headers`")),
    ...fromVariables,
  ];
}

/** For example, a key with typographic quotes: the request would fail with a message that does not name the source. */
function header(name: string, value: string, source: string): [name: string, value: string] {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  } catch (cause) {
    const message = `${source} holds a character that the header "${name}" of a request cannot have`;
    throw new CodexError("config-invalid", message, { cause });
  }
  return [name.toLowerCase(), value];
}

/** A header's value in UTF-8, whose bytes `node:http` takes as Latin-1. Control characters, which no header may have, become `_`. */
export function headerText(text: string): string {
  return Buffer.from(text.replaceAll(/[\0-\b\n-\x1f\x7f]/g, "_"), "utf8").toString("latin1");
}

/** Combines headers in the form that `node:http` takes. */
export function mergeHeaders(headers: readonly (readonly [name: string, value: string])[]): OutgoingHttpHeaders {
  const merged: Record<string, string[]> = {};
  for (const [name, value] of headers) merged[name] = [...(merged[name] ?? []), value];
  return merged;
}
