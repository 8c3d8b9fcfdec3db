import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Connection, memoryTransportPair, serveTable } from "@codex/jsonrpc";
import { AuthManager, type Issuer } from "@codex/login";
import { Condition, startFakeIssuer, TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import { authMethods, createAuthRequests } from "./auth-requests.js";

/** A client and a server with only the login requests, in a folder of their own. */
async function startServer(authFile?: unknown, issuer?: Issuer) {
  const resources = new AsyncDisposableStack();
  const codexHome = resources.use(new TemporaryFolder()).path;
  const path = join(codexHome, "auth.json");
  if (authFile !== undefined) await writeFile(path, JSON.stringify(authFile));

  const [left, right] = memoryTransportPair();
  const notifications: { method: string; params: unknown }[] = [];
  const arrived = new Condition();
  const client = resources.use(
    new Connection({
      transport: left,
      onNotification: (method, params) => {
        notifications.push({ method, params });
        arrived.notify();
      },
    }),
  );
  const manager = AuthManager.load({ codexHome, env: {}, issuer });
  const requests = resources.use(
    createAuthRequests({
      auth: () => manager,
      notify: (method, params) => void server.notify(method, params),
      port: 0,
      issuer,
    }),
  );
  const server = resources.use(new Connection({ transport: right, findHandler: serveTable(authMethods, requests) }));
  return {
    path,
    notifications,
    request: (method: string, params?: unknown) => client.request(method, params),
    notified: (count: number) => arrived.until(() => notifications.length >= count && notifications),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

const LOGIN_COMPLETE = "codex/event/login_chat_gpt_complete";
const STATUS_CHANGE = "codex/event/auth_status_change";

test("the status has the method, and the token only on request", async () => {
  await using signedOut = await startServer();
  expect(await signedOut.request("getAuthStatus", {})).toEqual({ preferredAuthMethod: "chatgpt" });

  await using it = await startServer({ OPENAI_API_KEY: "sk-1", tokens: null, last_refresh: null });
  expect(await it.request("getAuthStatus")).toEqual({ authMethod: "apikey", preferredAuthMethod: "chatgpt" });
  expect(await it.request("getAuthStatus", { includeToken: true, refreshToken: true })).toEqual({
    authMethod: "apikey",
    preferredAuthMethod: "chatgpt",
    authToken: "sk-1",
  });
});

test("an auth.json that cannot be read counts as signed out", async () => {
  await using it = await startServer("no object");
  expect(await it.request("getAuthStatus", { includeToken: true })).toEqual({ preferredAuthMethod: "chatgpt" });
});

test("a login is cancelled by its id, and the client is notified of the failure", async () => {
  await using it = await startServer();
  const { loginId, authUrl } = (await it.request("loginChatGpt")) as { loginId: string; authUrl: string };
  expect(authUrl).toMatch(/^https:\/\/auth\.openai\.com\/oauth\/authorize\?/);
  const other = "67e55044-10b1-426f-9247-bb680e5fe0c8";
  await expect(it.request("cancelLoginChatGpt", { loginId: other })).rejects.toMatchObject({
    code: -32600,
    message: `login id not found: ${other}`,
  });
  expect(await it.request("cancelLoginChatGpt", { loginId })).toEqual({});
  await expect(it.request("cancelLoginChatGpt", { loginId })).rejects.toMatchObject({ code: -32600 });
  const error = "Login server error: Login was not completed";
  expect(await it.notified(1)).toEqual([{ method: LOGIN_COMPLETE, params: { loginId, success: false, error } }]);
});

test("a completed login is reported, then the new status", async () => {
  await using fake = await startFakeIssuer();
  await using it = await startServer(undefined, fake.issuer);
  const { loginId, authUrl } = (await it.request("loginChatGpt")) as { loginId: string; authUrl: string };
  const page = await (await fetch(authUrl)).text();
  const callback = /id="yes" href="([^"]+)"/.exec(page)?.[1]?.replaceAll("&amp;", "&") ?? "";
  expect(await (await fetch(callback)).text()).toContain("Signed in to Codex");
  expect(await it.notified(2)).toEqual([
    { method: LOGIN_COMPLETE, params: { loginId, success: true } },
    { method: STATUS_CHANGE, params: { authMethod: "chatgpt" } },
  ]);
  const { tokens } = JSON.parse(await readFile(it.path, "utf8"));
  expect(await it.request("getAuthStatus", { includeToken: true })).toEqual({
    authMethod: "chatgpt",
    preferredAuthMethod: "chatgpt",
    authToken: tokens.access_token,
  });
  const refreshed = await it.request("getAuthStatus", { includeToken: true, refreshToken: true });
  expect(refreshed).toMatchObject({ authToken: expect.not.stringContaining(tokens.access_token) });
  expect(fake.requestsOf("refresh_token")).toHaveLength(1);
  await expect(it.request("cancelLoginChatGpt", { loginId })).rejects.toMatchObject({ code: -32600 });
});

test("a second login replaces the first", async () => {
  await using it = await startServer();
  const first = (await it.request("loginChatGpt")) as { loginId: string };
  const second = (await it.request("loginChatGpt")) as { loginId: string };
  expect(await it.notified(1)).toMatchObject([{ params: { loginId: first.loginId, success: false } }]);
  expect(await it.request("cancelLoginChatGpt", { loginId: second.loginId })).toEqual({});
});

test("a logout removes auth.json, ends a pending login and is reported afterwards", async () => {
  await using it = await startServer({ OPENAI_API_KEY: "sk-1" });
  const { loginId } = (await it.request("loginChatGpt")) as { loginId: string };
  expect(await it.request("logoutChatGpt")).toEqual({});
  await expect(readFile(it.path)).rejects.toMatchObject({ code: "ENOENT" });
  expect(await it.notified(2)).toEqual([
    { method: LOGIN_COMPLETE, params: expect.objectContaining({ loginId, success: false }) },
    { method: STATUS_CHANGE, params: {} },
  ]);
  expect(await it.request("logoutChatGpt")).toEqual({});
});
