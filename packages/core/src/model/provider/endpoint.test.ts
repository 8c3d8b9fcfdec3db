import { expect, test } from "vitest";
import { endpointUrl } from "./endpoint.js";
import { providerLimits } from "./provider-info.js";

const provider = { name: "p", wire_api: "responses", requires_openai_auth: true } as const;

test("a ChatGPT login is asked at ChatGPT, a key at the API, and a provider's own address before both", () => {
  const chatgpt = { mode: "chatgpt", token: "t", accountId: undefined } as const;
  const key = { mode: "apikey", token: "t" } as const;
  expect(endpointUrl(provider, chatgpt).href).toBe("https://chatgpt.com/backend-api/codex/responses");
  expect(endpointUrl(provider, key).href).toBe("https://api.openai.com/v1/responses");
  expect(endpointUrl({ ...provider, wire_api: "chat" }, key).href).toBe("https://api.openai.com/v1/chat/completions");
  expect(endpointUrl({ ...provider, base_url: "http://here/v1/" }, chatgpt).href).toBe("http://here/v1/responses");
});

test("retries and time limits, where a provider names none, and where it names too many", () => {
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
