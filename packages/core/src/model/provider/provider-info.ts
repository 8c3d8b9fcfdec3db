import * as z from "zod/mini";
import { type Environment, environmentValue } from "../../environment.js";
import { setting } from "../../setting.js";
import { WIRE_VERSION } from "../../wire-version.js";

/** `responses` is OpenAI's Responses API, `chat` the older Chat Completions API of most other servers. */
const WireApiSchema = z.enum(["responses", "chat"]);

const MillisecondsSchema = z.int().check(z.nonnegative());
const RetriesSchema = z.int().check(z.nonnegative());

const CommandAuthSchema = z.object({
  command: z.string().check(z.minLength(1), z.describe("A program that prints the token, and nothing else.")),
  args: setting(z.array(z.string()), "Its arguments."),
  cwd: setting(z.string(), "The folder to run it in. Default: Codex's working directory."),
  timeout_ms: setting(z.int().check(z.positive()), "How long it may take, in milliseconds. Default: `5000`."),
  refresh_interval_ms: setting(
    MillisecondsSchema,
    "How long a token is used before the program is run again, in milliseconds; `0`: until the server refuses it. Default: `300000`.",
  ),
});

/** A `[model_providers.<id>]` table of config.toml: the address of a model server and its protocol. */
export const ModelProviderInfoSchema = z.object({
  name: z.string().check(z.describe("The name to show to the user.")),
  base_url: setting(
    z.string(),
    "The URL before `/responses` or `/chat/completions`. Default: OpenAI's, depending on the login.",
  ),
  env_key: setting(z.string(), "The environment variable that holds the API key."),
  experimental_bearer_token: setting(
    z.string().check(z.minLength(1)),
    "The API key itself, for servers whose key is not secret. Put any other key into the variable of `env_key`, which takes precedence.",
  ),
  auth: setting(
    CommandAuthSchema,
    "How to get a token for this server, instead of `env_key`. If the server refuses a token, the program is run again, once.",
  ),
  env_key_instructions: setting(z.string(), "Instructions to show if that variable is not set."),
  wire_api: z
    ._default(WireApiSchema, "chat")
    .check(
      z.describe(
        "`responses` for OpenAI's Responses API, `chat` for the older Chat Completions API that most other servers speak. Default: `chat`.",
      ),
    ),
  query_params: setting(z.record(z.string(), z.string()), "Parameters to add to the URL."),
  http_headers: setting(z.record(z.string(), z.string()), "Headers to send with every request."),
  env_http_headers: setting(
    z.record(z.string(), z.string()),
    "Headers whose values are in the environment variables named here; left out while one is unset or empty.",
  ),
  request_max_retries: setting(RetriesSchema, "How often a failed request is retried, at most `100`. Default: `4`."),
  stream_max_retries: setting(
    RetriesSchema,
    "How often a turn is continued after a broken stream, at most `100`. Default: `5`.",
  ),
  stream_idle_timeout_ms: setting(
    MillisecondsSchema,
    "How long a stream may be silent, in milliseconds. Default: `300000`.",
  ),
  // Differs from codex-rs, which waits forever for a connection and for the first byte.
  connect_timeout_ms: setting(
    MillisecondsSchema,
    "How long connecting may take, including TLS, in milliseconds. Default: `30000`.",
  ),
  first_byte_timeout_ms: setting(
    MillisecondsSchema,
    "How long the server may take to start its answer, in milliseconds. Default: `120000`, or `stream_idle_timeout_ms` if that is longer.",
  ),
  requires_openai_auth: z
    ._default(z.boolean(), false)
    .check(z.describe("Sends the user's OpenAI login (ChatGPT or API key) to this server. Default: `false`.")),
});
export type ModelProviderInfo = z.infer<typeof ModelProviderInfoSchema>;

/** A provider's retry budgets and limits, with defaults and caps applied; times in milliseconds. */
export interface ProviderLimits {
  readonly requestMaxRetries: number;
  readonly streamMaxRetries: number;
  readonly connectTimeoutMs: number;
  readonly firstByteTimeoutMs: number;
  readonly streamIdleTimeoutMs: number;
}

const MAX_RETRIES = 100;
const DEFAULT_FIRST_BYTE_TIMEOUT_MS = 120_000;

export function providerLimits(provider: ModelProviderInfo): ProviderLimits {
  return {
    requestMaxRetries: Math.min(provider.request_max_retries ?? 4, MAX_RETRIES),
    streamMaxRetries: Math.min(provider.stream_max_retries ?? 5, MAX_RETRIES),
    connectTimeoutMs: provider.connect_timeout_ms ?? 30_000,
    firstByteTimeoutMs:
      provider.first_byte_timeout_ms ?? Math.max(DEFAULT_FIRST_BYTE_TIMEOUT_MS, provider.stream_idle_timeout_ms ?? 0),
    streamIdleTimeoutMs: provider.stream_idle_timeout_ms ?? 300_000,
  };
}

/** Programs that serve models on this machine. */
export const LocalProviderSchema = z.enum(["ollama", "lmstudio"]);
export type LocalProvider = z.infer<typeof LocalProviderSchema>;

/** For each: its provider, its port, and its default model. */
export const LOCAL_PROVIDERS = {
  ollama: { id: "oss", port: 11_434, model: "gpt-oss:20b" },
  lmstudio: { id: "lmstudio", port: 1234, model: "openai/gpt-oss-20b" },
} as const satisfies Record<LocalProvider, { id: string; port: number; model: string }>;

/** The providers that exist without configuration, by id. */
export function builtInModelProviders(env: Environment, openaiBaseUrl?: string): Record<string, ModelProviderInfo> {
  return {
    openai: {
      name: "OpenAI",
      base_url: openaiBaseUrl ?? environmentValue(env, "OPENAI_BASE_URL") ?? environmentValue(env, "OPENAI_API_BASE"),
      wire_api: "responses",
      http_headers: { version: WIRE_VERSION },
      env_http_headers: { "OpenAI-Organization": "OPENAI_ORGANIZATION", "OpenAI-Project": "OPENAI_PROJECT" },
      requires_openai_auth: true,
    },
    [LOCAL_PROVIDERS.ollama.id]: {
      name: "gpt-oss",
      base_url: localAddress(env, LOCAL_PROVIDERS.ollama.port),
      wire_api: "chat",
      requires_openai_auth: false,
    },
  };
}

/** Built-in providers that a table of the same name in config.toml replaces. */
export function replaceableModelProviders(env: Environment): Record<string, ModelProviderInfo> {
  return {
    ollama: {
      name: "Ollama",
      base_url: localAddress(env, LOCAL_PROVIDERS.ollama.port),
      wire_api: "chat",
      requires_openai_auth: false,
    },
    [LOCAL_PROVIDERS.lmstudio.id]: {
      name: "LM Studio",
      base_url: localAddress(env, LOCAL_PROVIDERS.lmstudio.port),
      wire_api: "responses",
      requires_openai_auth: false,
    },
  };
}

function localAddress(env: Environment, defaultPort: number): string {
  const named = Number(environmentValue(env, "CODEX_OSS_PORT"));
  const port = Number.isInteger(named) && named > 0 && named < 65_536 ? named : defaultPort;
  return environmentValue(env, "CODEX_OSS_BASE_URL") ?? `http://localhost:${port}/v1`;
}
