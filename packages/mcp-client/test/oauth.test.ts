import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { closedPort } from "@codex/test-support";
import { afterEach, beforeEach, expect, it } from "vitest";
import { credentialKey, McpConnectionManager, mcpAuthStatus } from "../src/index.js";
import { credentialFile } from "../src/oauth/credential-file.js";
import { loginToMcpServer } from "../src/oauth/login.js";
import { type GuardedServer, startGuardedServer } from "./fixtures/guarded-server.js";

let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), "codex-mcp-login-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const signal = new AbortController().signal;
const ping = { server: "guarded", tool: "ping" };

/** A browser that follows redirects. */
async function browse(url: URL): Promise<void> {
  await fetch(url);
}

function login(server: GuardedServer, openUrl: (url: URL) => void | Promise<void> = browse) {
  return loginToMcpServer({ name: "guarded", url: server.url, store: credentialFile(home), openUrl, signal });
}

function configOf(server: GuardedServer) {
  return { transport: "streamable-http", url: server.url, headers: {}, envHeaders: {} } as const;
}

function connect(server: GuardedServer) {
  return McpConnectionManager.connect(
    { guarded: configOf(server) },
    { env: {}, platform: process.platform, cwd: home, clientVersion: "1", credentials: credentialFile(home), signal },
  );
}

async function call(server: GuardedServer): Promise<unknown> {
  const { manager, failures } = await connect(server);
  await using _manager = manager;
  if (failures[0] !== undefined) throw failures[0].error;
  return (await manager.callTool(ping, {}, { signal })).content;
}

it("explains what to do if a login is needed, and calls tools after it", async () => {
  await using server = await startGuardedServer();
  const status = () => mcpAuthStatus("guarded", configOf(server), { store: credentialFile(home), signal });
  expect(await status()).toBe("not_logged_in");
  await expect(call(server)).rejects.toMatchObject({
    code: "login-needed",
    message: expect.stringContaining("codex mcp login guarded"),
  });
  await login(server);
  expect(await status()).toBe("oauth");
  expect(await call(server)).toEqual([{ type: "text", text: "pong 1" }]);
  expect(server.grants).toEqual(["authorization_code"]);
});

it("saves the login in a private file, under the server's name and URL", async () => {
  await using server = await startGuardedServer();
  await login(server);
  const file = path.join(home, ".credentials.json");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({
    [credentialKey({ name: "guarded", url: server.url })]: {
      server_name: "guarded",
      client_id: "client-1",
      access_token: "access-1",
      refresh_token: "refresh-1",
      scopes: ["read"],
    },
  });
});

it("writes through a link to a file that several homes share, and locks it for all of them", async () => {
  await using server = await startGuardedServer();
  const shared = path.join(home, "shared.json");
  symlinkSync(shared, path.join(home, ".credentials.json"));
  writeFileSync(shared, "{}");
  await login(server);
  server.revoke();
  await call(server);
  expect(readFileSync(shared, "utf8")).toContain('"access_token": "access-2"');
  await using _lock = await credentialFile(home).lock(signal);
  expect(readdirSync(home)).toContain("shared.json.lock");
});

it("renews a token that has expired before it is sent, and a refused one, once for all calls", async () => {
  await using server = await startGuardedServer({ expiresIn: 1 });
  await login(server);
  await call(server);
  expect(server.grants.filter((grant) => grant === "refresh_token").length).toBeGreaterThanOrEqual(1);

  await using lasting = await startGuardedServer();
  await login(lasting);
  const { manager } = await connect(lasting);
  await using _manager = manager;
  lasting.revoke();
  const answers = await Promise.all([1, 2, 3].map(() => manager.callTool(ping, {}, { signal })));
  expect(answers.map(({ content }) => content)).toEqual(Array(3).fill([{ type: "text", text: "pong 2" }]));
  expect(lasting.grants).toEqual(["authorization_code", "refresh_token"]);
});

it("requests a new login when a token cannot be renewed", async () => {
  await using server = await startGuardedServer();
  await login(server);
  server.revoke();
  server.refuse();
  await expect(call(server)).rejects.toMatchObject({ code: "login-needed" });
});

it("logs in at a server that demands a token for some requests only", async () => {
  await using server = await startGuardedServer({ guardsOnlyCalls: true });
  expect(await mcpAuthStatus("guarded", configOf(server), { store: credentialFile(home), signal })).toBe("unsupported");
  await expect(call(server)).rejects.toMatchObject({ code: "login-needed" });
  await login(server);
  expect(await call(server)).toEqual([{ type: "text", text: "pong 1" }]);
});

it("renews a token for the resource that it was issued for", async () => {
  await using server = await startGuardedServer({ resource: "/" });
  await login(server);
  server.revoke();
  await call(server);
  expect(server.resources).toEqual([new URL("/", server.url).href, new URL("/", server.url).href]);
});

it.each(["https://bank.example/mcp", "/mcp/admin"])(
  "gets a server no token for the address of another one: %s",
  async (resource) => {
    await using server = await startGuardedServer({ resource });
    await expect(login(server)).rejects.toMatchObject({
      code: "login-failed",
      message: expect.stringContaining("wants a token for another address"),
    });
    expect(server.grants).toEqual([]);
  },
);

it("accepts an issuer that spells its URL with a slash at the end, and no other issuer's metadata", async () => {
  await using server = await startGuardedServer({ issuerSuffix: "/" });
  await login(server);
  server.revoke();
  expect(await call(server)).toEqual([{ type: "text", text: "pong 2" }]);
  await using other = await startGuardedServer({ issuerSuffix: ".elsewhere.example" });
  await expect(login(other)).rejects.toMatchObject({ code: "login-failed", message: expect.stringContaining("ssuer") });
});

it("takes null and empty texts in an issuer's answers for absent fields, and does not insist on fields that it does not need", async () => {
  const unused = { response_types_supported: undefined, redirect_uris: undefined, token_type: undefined };
  const empty = { scope: null, refresh_token: null, scopes_supported: null, client_uri: "", contacts: null };
  await using server = await startGuardedServer({ oddFields: { ...unused, ...empty } });
  await login(server);
  expect(await call(server)).toEqual([{ type: "text", text: "pong 1" }]);
});

it("names the fields of an answer that cannot be understood", async () => {
  await using server = await startGuardedServer({ oddFields: { access_token: 7 } });
  await expect(login(server)).rejects.toMatchObject({
    message: expect.stringContaining("an answer cannot be understood: access_token: "),
  });
});

it("uses a token until its end, and keeps the login, while the issuer is out of order", async () => {
  await using server = await startGuardedServer({ expiresIn: 20 });
  await login(server);
  server.refuse(503, "<html>\u001b]0;sorry\u0007");
  expect(await call(server)).toEqual([{ type: "text", text: "pong 1" }]);
  server.revoke();
  await expect(call(server)).rejects.toMatchObject({
    code: "call-failed",
    message: expect.stringMatching(/could not be renewed: its issuer did not answer as it should/),
  });
});

it("uses the tokens of a program that renewed them without our lock", async () => {
  await using server = await startGuardedServer();
  await login(server);
  server.revoke();
  const { authorizedFetch } = await import("../src/oauth/authorized-fetch.js");
  const store = credentialFile(home);
  const key = credentialKey({ name: "guarded", url: server.url });
  const other = await store.read(key);
  const send = authorizedFetch({
    name: "guarded",
    url: server.url,
    store,
    fetch: async (url, init) => {
      if (new URL(url).pathname !== "/token") return fetch(url, init);
      if (other !== undefined) await store.write(key, { ...other, access_token: "access-2", refresh_token: "theirs" });
      return Response.json({ error: "invalid_grant" }, { status: 400 });
    },
  });
  const ping = { method: "POST", body: JSON.stringify({ id: 1, method: "tools/call" }) };
  expect((await send(server.url, ping)).status).toBe(200);
  expect(await store.read(key)).toMatchObject({ refresh_token: "theirs" });
});

it("shows the beginning of what an issuer says, without control characters", async () => {
  await using server = await startGuardedServer();
  server.refuse(400, `\u001b]0;title\u0007${"x".repeat(10_000)}`);
  const failure = await login(server).catch((error: unknown) => String(error));
  expect(failure).toMatch(/^[\x20-\x7e]{1,400}$/);
});

it("sends the token only to the server", async () => {
  await using server = await startGuardedServer();
  await login(server);
  const { authorizedFetch } = await import("../src/oauth/authorized-fetch.js");
  const seen: (string | null)[] = [];
  const send = authorizedFetch({
    name: "guarded",
    url: server.url,
    store: credentialFile(home),
    fetch: async (_url, init) => {
      seen.push(new Headers(init?.headers).get("authorization"));
      return new Response();
    },
  });
  await send(server.url);
  await send("http://127.0.0.1:9/elsewhere");
  expect(seen).toEqual(["Bearer access-1", null]);
});

it("requests the configured scopes, and returns to the configured URL", async () => {
  await using server = await startGuardedServer();
  const callbackPort = await closedPort();
  const callbackUrl = `http://localhost:${callbackPort}/back`;
  const asked: URL[] = [];
  await loginToMcpServer({
    name: "guarded",
    url: server.url,
    settings: { clientId: "mine", scopes: ["a", "b"], resource: "urn:r", callbackUrl, callbackPort },
    store: credentialFile(home),
    openUrl: async (url) => {
      asked.push(url);
      await fetch(url);
    },
    signal,
  });
  const [url] = asked;
  expect(Object.fromEntries(url?.searchParams ?? [])).toMatchObject({
    client_id: "mine",
    scope: "a b",
    resource: "urn:r",
    redirect_uri: callbackUrl,
  });
});

it("authenticates with the configured client's secret, also to renew a token", async () => {
  await using server = await startGuardedServer({ secret: "s3cret" });
  const options = { name: "guarded", url: server.url, store: credentialFile(home), signal };
  const openUrl = async (url: URL) => void (await fetch(url));
  const settings = { clientId: "mine" };
  await expect(loginToMcpServer({ ...options, openUrl, settings })).rejects.toMatchObject({ code: "login-failed" });
  await loginToMcpServer({ ...options, openUrl, settings: { ...settings, clientSecret: "s3cret" } });
  server.revoke();
  const { authorizedFetch } = await import("../src/oauth/authorized-fetch.js");
  const send = authorizedFetch({ ...options, fetch });
  const ping = { method: "POST", body: JSON.stringify({ id: 1, method: "tools/call" }) };
  expect(await (await send(server.url, ping)).json()).toMatchObject({ result: { content: [{ text: "pong 2" }] } });
  expect(server.grants).toEqual(["authorization_code", "authorization_code", "refresh_token"]);
});

it("accepts no answer without the state that was sent, and no denial", async () => {
  await using server = await startGuardedServer();
  const statuses: number[] = [];
  await expect(
    login(server, async (url) => {
      const back = new URL(url.searchParams.get("redirect_uri") ?? "");
      const answer = async (parameters: object) =>
        (await fetch(`${back}?${new URLSearchParams({ ...parameters })}`)).status;
      statuses.push(await answer({ code: "stolen", state: "guessed" }));
      statuses.push((await fetch(`${back.origin}/callback/x?code=c&state=${url.searchParams.get("state")}`)).status);
      const denial = { error: "access_denied", error_description: "Ask\u001b[2J Ada" };
      statuses.push(await answer({ ...denial, state: url.searchParams.get("state") }));
    }),
  ).rejects.toMatchObject({ code: "login-failed", message: expect.stringContaining("access_denied: Ask [2J Ada") });
  expect(statuses).toEqual([404, 404, 400]);
  expect(server.grants).toEqual([]);
});

it("logs in at a server that publishes nothing about its issuer, and renews its token", async () => {
  await using server = await startGuardedServer({ isSilent: true });
  expect(await mcpAuthStatus("guarded", configOf(server), { store: credentialFile(home), signal })).toBe("unsupported");
  await login(server);
  server.revoke();
  expect(await call(server)).toEqual([{ type: "text", text: "pong 2" }]);
  expect(server.grants).toEqual(["authorization_code", "refresh_token"]);
});

it("says what is missing if nobody registers a client", async () => {
  await using silent = await startGuardedServer({ isSilent: true, registers: false });
  await expect(login(silent)).rejects.toMatchObject({
    code: "login-failed",
    message: expect.stringContaining("name the variable that holds it in `bearer_token_env_var`"),
  });
  await using server = await startGuardedServer({ registers: false });
  await expect(login(server)).rejects.toMatchObject({
    code: "login-failed",
    message: expect.stringContaining("name it in `oauth.client_id`"),
  });
});

it.each([
  ["write admin:org", "codex mcp login guarded --scopes read,write,admin:org'"],
  ["$(reboot)", "codex mcp login guarded'"],
])("names the command that logs in with the scopes that a call needs: %s", async (callScopes, command) => {
  await using server = await startGuardedServer({ callScopes });
  await login(server);
  await expect(call(server)).rejects.toMatchObject({
    code: "login-needed",
    message: expect.stringContaining(`(${callScopes}): run '${command}`),
  });
});

it("accepts the address where a browser on another machine ends up", async () => {
  await using server = await startGuardedServer();
  const accepted: boolean[] = [];
  const openUrl = async (url: URL, accept: (address: string) => boolean) => {
    const { headers } = await fetch(url, { redirect: "manual" });
    accepted.push(accept("no address"), accept("http://127.0.0.1/?code=stolen&state=guessed"));
    accepted.push(accept(` ${headers.get("location")}\n`));
  };
  await loginToMcpServer({ name: "guarded", url: server.url, store: credentialFile(home), openUrl, signal });
  expect(accepted).toEqual([false, false, true]);
  expect(await call(server)).toEqual([{ type: "text", text: "pong 1" }]);
});

it("leaves a file with an unknown format unchanged", async () => {
  await using server = await startGuardedServer();
  writeFileSync(path.join(home, ".credentials.json"), "not json");
  await expect(login(server)).rejects.toMatchObject({ code: "login-failed" });
  expect(readFileSync(path.join(home, ".credentials.json"), "utf8")).toBe("not json");
});
