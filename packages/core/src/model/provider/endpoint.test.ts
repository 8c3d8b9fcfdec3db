import { expect, test } from "vitest";
import { modelCredentials } from "./credentials.js";
import { endpointUrl, providerHeaders } from "./endpoint.js";
import { providerLimits } from "./provider-info.js";

const provider = { name: "p", wire_api: "responses", requires_openai_auth: true } as const;

test("a ChatGPT login is sent to ChatGPT, a key to the API, and a provider's own URL precedes both", () => {
  const chatgpt = { mode: "chatgpt", token: "t", accountId: undefined } as const;
  const key = { mode: "apikey", token: "t" } as const;
  expect(endpointUrl(provider, chatgpt).href).toBe("https://chatgpt.com/backend-api/codex/responses");
  expect(endpointUrl(provider, key).href).toBe("https://api.openai.com/v1/responses");
  expect(endpointUrl({ ...provider, wire_api: "chat" }, key).href).toBe("https://api.openai.com/v1/chat/completions");
  for (const base of ["http://here/v1/", "http://here/v1/responses", "http://here/v1/chat/completions/"])
    expect(endpointUrl({ ...provider, base_url: base }, chatgpt).href).toBe("http://here/v1/responses");
});

test("default retries and time limits, and limits for values that are too large", () => {
  expect(providerLimits(provider)).toEqual({
    requestMaxRetries: 4,
    streamMaxRetries: 5,
    connectTimeoutMs: 30_000,
    firstByteTimeoutMs: 120_000,
    streamIdleTimeoutMs: 300_000,
  });
  const own = { request_max_retries: 1_000, stream_max_retries: 0, stream_idle_timeout_ms: 200_000 };
  expect(providerLimits({ ...provider, ...own })).toMatchObject({
    requestMaxRetries: 100,
    streamMaxRetries: 0,
    firstByteTimeoutMs: 200_000,
    streamIdleTimeoutMs: 200_000,
  });
});

test("a key is sent without surrounding whitespace", async () => {
  const options = {
    provider: { ...provider, env_key: "KEY", env_http_headers: { "X-Own": "OWN" } },
    auth: undefined,
    env: { KEY: " sk-1\n", OWN: "own\r\n" },
  };
  const credentials = await modelCredentials(options, new AbortController().signal);
  expect(providerHeaders(options.provider, { credentials, env: options.env })).toEqual([
    ["authorization", "Bearer sk-1"],
    ["x-own", "own"],
  ]);
});

test.each([
  [{ env_key: "KEY" }, 'the variable KEY holds a character that the header "authorization" of a request cannot have'],
  [
    { http_headers: { "X-Own": "a\nb" } },
    '`http_headers` holds a character that the header "X-Own" of a request cannot have',
  ],
  [{ http_headers: { "X Own": "a" } }, '`http_headers` holds a character that the header "X Own" of a request'],
  [{ env_http_headers: { "X-Own": "KEY" } }, "the variable KEY holds a character"],
])("%j: an invalid header is refused by its source, without showing its value", (own, message) => {
  const credentials = "env_key" in own ? ({ mode: "apikey", token: "sk-“1”" } as const) : undefined;
  const headers = () => providerHeaders({ ...provider, ...own }, { credentials, env: { KEY: "sk-“1”" } });
  expect(headers).toThrow(message);
  expect(headers).not.toThrow("sk-");
});
