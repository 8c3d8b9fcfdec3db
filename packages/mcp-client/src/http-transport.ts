import { validateHeaderName, validateHeaderValue } from "node:http";
import { type FetchLike, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { answeringFetch } from "./answering-fetch.js";
import { RESUME_TRIES } from "./broken-streams.js";
import { McpClientError } from "./error.js";
import { helpedFetch } from "./helped-fetch.js";
import { authorizedFetch } from "./oauth/authorized-fetch.js";
import type { McpCredentialStore } from "./oauth/credentials.js";
import type { SentSecrets } from "./sent-secrets.js";
import type { StreamableHttpServerConfig } from "./server-config.js";

type Variables = Readonly<Record<string, string | undefined>>;
/** Runs a helper, within a time limit. Default of `signal`: the one that cancels the start of the server. */
type HelperRunner = (command: string, signal?: AbortSignal) => Promise<Readonly<Record<string, string>>>;

/** A transport to a server at a URL, with the headers and the bearer token of its configuration. */
export async function httpTransport(
  config: StreamableHttpServerConfig,
  env: Variables,
  login: {
    readonly name: string;
    readonly store: McpCredentialStore | undefined;
    readonly fetch: FetchLike | undefined;
    readonly secrets: SentSecrets;
  },
  helperHeaders: HelperRunner,
): Promise<StreamableHTTPClientTransport> {
  const url = URL.parse(config.url);
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw new McpClientError("invalid-server", "`url` must be an http or https URL");
  }
  const { headersHelper } = config;
  const { name, store, fetch = globalThis.fetch, secrets } = login;
  const helped = headersHelper === undefined ? {} : await helperHeaders(headersHelper);
  const named = { ...headersOf(config, env), ...helped };
  const headers = hasAuthorization(named) ? named : { ...named, ...loginIn(url) };
  checkHeaders(headers);
  secrets.addAll(headers);
  url.username = "";
  url.password = "";
  // The user's own headers take precedence over a stored login.
  const hasOwn = hasAuthorization(headers);
  const authorized =
    store === undefined || hasOwn ? fetch : authorizedFetch({ name, url: config.url, store, fetch }, secrets);
  const runHelper = async () => {
    const printed = headersHelper === undefined ? {} : await helperHeaders(headersHelper, new AbortController().signal);
    checkHeaders(printed);
    secrets.addAll(printed);
    return printed;
  };
  const send =
    headersHelper === undefined ? authorized : helpedFetch({ url, headers: helped, runHelper, fetch: authorized });
  return new StreamableHTTPClientTransport(url, {
    requestInit: { headers },
    fetch: answeringFetch(send),
    reconnectionOptions: {
      initialReconnectionDelay: 1_000,
      maxReconnectionDelay: 30_000,
      reconnectionDelayGrowFactor: 1.5,
      maxRetries: RESUME_TRIES,
    },
  });
}

const hasAuthorization = (headers: Readonly<Record<string, string>>): boolean =>
  Object.keys(headers).some((header) => header.toLowerCase() === "authorization");

/** `fetch` would report the position of a character in a text that it does not show. */
function checkHeaders(headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch (cause) {
      const message = `its configuration gives the header "${name}" a character that no header can have`;
      throw new McpClientError("invalid-server", message, { cause });
    }
  }
}

/** The `Authorization` header for `https://NAME:PASSWORD@host`. The password is removed from the address, which errors show. */
function loginIn({ username, password }: URL): Record<string, string> {
  if (username === "" && password === "") return {};
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { Authorization: `Basic ${Buffer.from(login).toString("base64")}` };
}

function headersOf(config: StreamableHttpServerConfig, env: Variables): Record<string, string> {
  const headers: Record<string, string> = { ...config.headers };
  for (const [name, variable] of Object.entries(config.envHeaders)) {
    const value = env[variable]?.trim();
    if (value !== undefined && value !== "") headers[name] = value;
  }
  const { bearerTokenEnvVar } = config;
  if (bearerTokenEnvVar === undefined) return headers;
  const token = env[bearerTokenEnvVar]?.trim();
  if (token === undefined || token === "") {
    throw new McpClientError(
      "invalid-server",
      `the environment variable ${bearerTokenEnvVar} with its bearer token is not set`,
    );
  }
  return { ...headers, Authorization: `Bearer ${token}` };
}
