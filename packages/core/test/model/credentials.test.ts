import { fault, sse, startModelServer } from "@codex/test-support";
import { describe, expect, it } from "vitest";
import type { ModelAuth } from "../../src/model/model-client.js";
import { clientOptions, collect, PROMPT } from "./client-options.js";

function login(...tokens: readonly string[]): ModelAuth {
  let used = 0;
  return {
    get: async () => ({ mode: "chatgpt", token: tokens[used] ?? "none", accountId: "account" }),
    refresh: async () => {
      used += 1;
      return used < tokens.length;
    },
  };
}

describe("the token of a request", () => {
  it("is that of env_key, with the provider's headers and query", async () => {
    await using server = await startModelServer([sse.say("ok")]);
    const provider = {
      env_key: "KEY",
      http_headers: { originator: "from-config", "X-Fixed": "a" },
      env_http_headers: { "X-Extra": "EXTRA", "X-Unset": "UNSET" },
      query_params: { "api-version": "1" },
    };
    await collect(clientOptions(server.baseUrl, { provider, env: { KEY: "sk-test", EXTRA: "b", UNSET: " " } }));
    const [request] = server.requests;
    expect(request?.path).toBe("/v1/responses?api-version=1");
    expect(request?.headers).toMatchObject({
      authorization: "Bearer sk-test",
      originator: "from-config, codex_cli_rs",
      "x-fixed": "a",
      "x-extra": "b",
    });
    expect(request?.headers).not.toHaveProperty("x-unset");
  });

  it("is reported when its variable is not set, before any request", async () => {
    await using server = await startModelServer([]);
    const provider = { env_key: "KEY", env_key_instructions: "Get one." };
    await expect(collect(clientOptions(server.baseUrl, { provider }))).rejects.toMatchObject({
      code: "environment-variable-missing",
      message: "Missing environment variable: `KEY`. Get one.",
    });
  });

  it("is the login if the provider requires it: then nothing is stored at the provider", async () => {
    await using server = await startModelServer([sse.say("ok")]);
    const provider = { requires_openai_auth: true };
    const tools = [{ type: "web_search" }] as const;
    await collect(clientOptions(server.baseUrl, { provider, auth: login("t1") }), { ...PROMPT, tools });
    expect(server.requests[0]).toMatchObject({
      headers: { authorization: "Bearer t1", "chatgpt-account-id": "account" },
      body: { store: false, tools: [{ type: "web_search_preview" }] },
    });
  });

  it("is never the login for a server that does not require it", async () => {
    await using server = await startModelServer([sse.say("ok")]);
    await collect(clientOptions(server.baseUrl, { auth: login("t1") }));
    expect(server.requests[0]?.headers).not.toHaveProperty("authorization");
  });

  it("is renewed once after a 401", async () => {
    await using server = await startModelServer([fault.status(401), sse.say("ok")]);
    const provider = { requires_openai_auth: true };
    await collect(clientOptions(server.baseUrl, { provider, auth: login("old", "new") }));
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(["Bearer old", "Bearer new"]);
  });

  it("is not requested again and again", async () => {
    await using server = await startModelServer([fault.status(401), fault.status(401, { error: { message: "no" } })]);
    const provider = { requires_openai_auth: true, request_max_retries: 3 };
    const options = clientOptions(server.baseUrl, { provider, auth: login("a", "b", "c") });
    await expect(collect(options)).rejects.toMatchObject({ code: "auth-required", status: 401 });
  });

  it.each([
    ["refresh-rejected", "auth-required"],
    ["login-not-allowed", "auth-required"],
    ["refresh-failed", "connection-failed"],
    ["lock-failed", "connection-failed"],
  ])("cannot be had (%s): the request fails with %s and the login's own words", async (code, expected) => {
    await using server = await startModelServer([fault.status(401)]);
    const provider = { requires_openai_auth: true };
    const fail = () => Promise.reject(Object.assign(new Error("log in again"), { code }));
    const failure = { code: expected, message: "log in again" };
    const atFirst = clientOptions(server.baseUrl, { provider, auth: { get: fail, refresh: fail } });
    await expect(collect(atFirst)).rejects.toMatchObject(failure);
    const afterRefusal = clientOptions(server.baseUrl, { provider, auth: { ...login("old"), refresh: fail } });
    await expect(collect(afterRefusal)).rejects.toMatchObject(failure);
  });

  it("is missing: OpenAI is not called", async () => {
    const provider = { requires_openai_auth: true, base_url: undefined };
    await expect(collect(clientOptions("", { provider }))).rejects.toMatchObject({ code: "auth-required" });
  });

  it("does not appear in errors", async () => {
    await using server = await startModelServer([
      fault.status(400, { error: { message: "bad key sk-secret or hidden" } }),
    ]);
    const provider = { env_key: "KEY", env_http_headers: { "X-Other": "OTHER" } };
    const options = clientOptions(server.baseUrl, { provider, env: { KEY: "sk-secret", OTHER: "hidden" } });
    await expect(collect(options)).rejects.toMatchObject({
      code: "unexpected-status",
      message: "unexpected status 400 Bad Request: bad key *** or ***",
    });
  });
});
