import { once } from "node:events";
import { mkdir, readFile, stat } from "node:fs/promises";
import { createServer, request } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { type IssuerBehaviour, startFakeIssuer } from "@codex/test-support";
import { expect, test } from "vitest";
import { temporaryHome, writeJson } from "../test/support/temporary-home.js";
import { AuthManager } from "./auth-manager.js";
import { parsePastedCallback } from "./login-attempt.js";
import { type LoginServerOptions, startLoginServer } from "./login-server.js";

async function startLogin(behaviour: IssuerBehaviour = {}, options: Partial<LoginServerOptions> = {}) {
  const resources = new AsyncDisposableStack();
  const home = resources.use(await temporaryHome());
  const fake = resources.use(await startFakeIssuer(behaviour));
  const manager = resources.use(await AuthManager.load({ codexHome: home.codexHome, env: {}, issuer: fake.issuer }));
  const problems: string[] = [];
  const onProblem = (message: string) => void problems.push(message);
  const login = resources.use(await startLoginServer({ manager, issuer: fake.issuer, port: 0, onProblem, ...options }));
  return {
    ...home,
    fake,
    manager,
    login,
    problems,
    path: join(home.codexHome, "auth.json"),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

type Login = Awaited<ReturnType<typeof startLogin>>;

/** The URL that the issuer's login page would redirect to after the user agrees. */
async function callbackOf({ login }: Login): Promise<URL> {
  const page = await (await fetch(login.authUrl)).text();
  return new URL(/id="yes" href="([^"]+)"/.exec(page)![1]!.replaceAll("&amp;", "&"));
}

interface Answer {
  readonly status: number | undefined;
  readonly location: string | undefined;
  readonly body: string;
}

/** Sends a request to 127.0.0.1 with exactly these headers, including `Host`, which `fetch` does not let us set. */
async function send(target: URL, options: { method?: string; headers?: Record<string, string> } = {}): Promise<Answer> {
  const sent = request({
    host: "127.0.0.1",
    port: target.port,
    path: target.pathname + target.search,
    method: options.method ?? "GET",
    headers: { host: target.host, ...options.headers },
  }).end();
  const [response] = await once(sent, "response");
  let body = "";
  for await (const chunk of response) body += chunk;
  return { status: response.statusCode, location: response.headers.location, body };
}

test("it listens on 127.0.0.1 and on no other address", async () => {
  await using it = await startLogin();
  const others = Object.values(networkInterfaces()).flatMap((addresses = []) =>
    addresses.map(({ address }) => address),
  );
  for (const host of ["127.0.0.2", ...others.filter((address) => address !== "127.0.0.1")]) {
    const socket = connect({ host, port: it.login.port });
    const [error] = await once(socket, "error");
    expect(error, host).toMatchObject({ syscall: "connect" });
  }
});

test("a callback with the right state logs in, once, and shows the success page", async () => {
  await using it = await startLogin({ apiKey: "sk-exchanged" });
  const callback = await callbackOf(it);
  const answer = await send(callback);
  expect(answer).toMatchObject({ status: 302, location: `http://localhost:${it.login.port}/success` });
  const success = await send(new URL(answer.location!));
  expect(success.status).toBe(200);
  expect(success.body).toContain("Signed in to Codex");
  await it.login.completed;

  const stored = JSON.parse(await readFile(it.path, "utf8"));
  expect(stored).toMatchObject({
    OPENAI_API_KEY: "sk-exchanged",
    tokens: { refresh_token: "refresh-0", account_id: "account-1" },
  });
  expect(Date.parse(stored.last_refresh)).toBeGreaterThan(0);
  expect((await stat(it.path)).mode & 0o777).toBe(0o600);
  expect(await it.manager.current()).toMatchObject({ mode: "chatgpt", email: "user@example.com", planType: "pro" });

  const [code, exchange] = it.fake.requests;
  expect(code).toEqual({
    path: "/oauth/token",
    contentType: "application/x-www-form-urlencoded",
    body: {
      grant_type: "authorization_code",
      client_id: "test-client",
      code: "code-1",
      redirect_uri: `http://localhost:${it.login.port}/auth/callback`,
      code_verifier: expect.stringMatching(/^[\w-]{43,128}$/),
    },
  });
  expect(exchange!.body).toEqual({
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    client_id: "test-client",
    requested_token: "openai-api-key",
    subject_token: stored.tokens.id_token,
    subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
  });
  await expect(send(callback)).rejects.toMatchObject({ code: "ECONNREFUSED" });
});

test("the authorization URL requests a code with PKCE S256 and a state", async () => {
  await using it = await startLogin();
  const url = new URL(it.login.authUrl);
  expect(url.origin + url.pathname).toBe(`${it.fake.issuer.url}/oauth/authorize`);
  expect(Object.fromEntries(url.searchParams)).toEqual({
    response_type: "code",
    client_id: "test-client",
    redirect_uri: `http://localhost:${it.login.port}/auth/callback`,
    scope: "openid profile email offline_access",
    code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    code_challenge_method: "S256",
    id_token_add_organizations: "true",
    codex_cli_simplified_flow: "true",
    state: expect.stringMatching(/^[\w-]{43}$/),
  });
});

test("callbacks that do not belong to the login are refused, and the right one still completes it", async () => {
  await using it = await startLogin();
  const right = await callbackOf(it);
  const changed = (change: Record<string, string | undefined>) => {
    const url = new URL(right);
    for (const [name, value] of Object.entries(change)) {
      if (value === undefined) url.searchParams.delete(name);
      else url.searchParams.set(name, value);
    }
    return url;
  };
  const statuses = {
    wrongState: (await send(changed({ state: "wrong" }))).status,
    missingState: (await send(changed({ state: undefined }))).status,
    missingCode: (await send(changed({ code: undefined }))).status,
    emptyCode: (await send(changed({ code: "" }))).status,
    error: (await send(changed({ code: undefined, error: "access_denied" }))).status,
    foreignHost: (await send(right, { headers: { host: "evil.example" } })).status,
    foreignPort: (await send(right, { headers: { host: "localhost:1" } })).status,
    origin: (await send(right, { headers: { origin: "https://evil.example" } })).status,
    nullOrigin: (await send(right, { headers: { origin: "null" } })).status,
    post: (await send(right, { method: "POST" })).status,
    options: (await send(right, { method: "OPTIONS" })).status,
    unknownPath: (await send(new URL("/nothing", right))).status,
    earlySuccess: (await send(new URL("/success", right))).status,
    cancel: (await send(new URL("/cancel", right))).status,
    cancelWithWrongSecret: (await send(new URL("/cancel?secret=x", right))).status,
  };
  expect(statuses).toEqual({
    wrongState: 400,
    missingState: 400,
    missingCode: 400,
    emptyCode: 400,
    error: 400,
    foreignHost: 403,
    foreignPort: 403,
    origin: 403,
    nullOrigin: 403,
    post: 405,
    options: 405,
    unknownPath: 404,
    earlySuccess: 404,
    cancel: 403,
    cancelWithWrongSecret: 403,
  });
  expect(it.fake.requests).toEqual([]);
  expect((await send(right)).status).toBe(302);
  expect((await send(right)).status).toBe(400);
  expect(it.fake.requestsOf("authorization_code")).toHaveLength(1);
});

test("a code that the issuer refuses is reported without being quoted, and another one still completes the login", async () => {
  const marked = '<img src=x onerror="alert(1)">\u001b]0;owned\u0007\u202e';
  let refusals = 0;
  const intercept = () =>
    refusals++ === 0 ? { status: 400, body: { error: "bad", error_description: marked } } : undefined;
  await using it = await startLogin({ intercept });
  const first = await callbackOf(it);
  const refused = await send(first);
  expect(refused.status).toBe(500);
  expect(refused.body).toContain("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;");
  expect(refused.body).not.toContain("<img");
  expect((await send(first)).status).toBe(400);

  const second = await callbackOf(it);
  expect((await send(second)).status).toBe(302);
  const issuer = new URL(it.fake.issuer.url).host;
  expect(it.problems).toEqual([
    `${issuer} answered with status 400: bad: <img src=x onerror="alert(1)"> ]0;owned`,
    "This authorization code was already used",
  ]);
  expect(it.problems.join()).not.toContain("code-1");
});

for (const [name, answer] of Object.entries({
  "an answer without tokens": { status: 200, body: { id_token: "a.b.c" } },
  "an answer that is not JSON": { status: 200, body: undefined },
  "a server error": { status: 503, body: { error: { message: "down" } } },
})) {
  test(`${name} stores nothing and keeps the login waiting`, async () => {
    await using it = await startLogin({ intercept: () => answer });
    expect((await send(await callbackOf(it))).status).toBe(500);
    expect(it.problems).toHaveLength(1);
    await expect(stat(it.path)).rejects.toMatchObject({ code: "ENOENT" });
    expect((await send(new URL("/nothing", `http://localhost:${it.login.port}`))).status).toBe(404);
  });
}

test("tokens that cannot be stored are reported", async () => {
  await using it = await startLogin();
  await mkdir(it.path); // a folder in place of the file
  const answer = await send(await callbackOf(it));
  expect(answer.status).toBe(500);
  expect(it.problems).toEqual([expect.stringMatching(/^cannot read .*auth\.json: it is not a regular file$/)]);
});

test("the owner of an organization that is not set up gets a link to continue, without the token in it", async () => {
  const claims = { is_org_owner: true, completed_platform_onboarding: false, organization_id: "org-1" };
  await using it = await startLogin({ claims });
  const { location } = await send(await callbackOf(it));
  expect(location).not.toContain("token");
  const page = await send(new URL(location!));
  expect(page.body).toContain("https://platform.api.openai.org/org-setup?p=");
  expect(page.body).toContain("with_org=org-1");
});

test("a pasted callback URL logs in as well", async () => {
  await using it = await startLogin();
  expect(await it.login.accept(parsePastedCallback("nonsense"))).toMatchObject({ type: "refused" });
  const pasted = `  ${(await callbackOf(it)).href}\n`;
  expect(await it.login.accept(parsePastedCallback(pasted))).toMatchObject({ type: "logged-in" });
  await it.login.completed;
  expect(await it.manager.current()).toMatchObject({ mode: "chatgpt" });
});

test("it ends when cancelled, when its signal aborts and when its time is up", async () => {
  await using cancelled = await startLogin();
  cancelled.login.cancel();
  await expect(cancelled.login.completed).rejects.toMatchObject({ code: "login-cancelled" });

  const controller = new AbortController();
  await using aborted = await startLogin({}, { signal: controller.signal });
  controller.abort();
  await expect(aborted.login.completed).rejects.toMatchObject({ code: "login-cancelled" });

  await using late = await startLogin({}, { timeoutMs: 1 });
  await expect(late.login.completed).rejects.toMatchObject({ code: "login-timed-out" });
  await expect(send(new URL(`http://localhost:${late.login.port}/`))).rejects.toMatchObject({ code: "ECONNREFUSED" });
});

test("a newer login of the same home takes over the port; the note that allows it is private and is removed", async () => {
  await using first = await startLogin();
  const note = join(first.codexHome, "login-server.json");
  expect((await stat(note)).mode & 0o777).toBe(0o600);
  const { manager, fake, login } = first;
  await using second = await startLoginServer({ manager, issuer: fake.issuer, port: login.port });
  await expect(login.completed).rejects.toMatchObject({ code: "login-cancelled" });
  expect(second.port).toBe(login.port);
  await second[Symbol.asyncDispose]();
  await expect(stat(note)).rejects.toMatchObject({ code: "ENOENT" });
});

test("if another program has the port, the error names it", async () => {
  await using home = await temporaryHome();
  const other = createServer((_request, response) => response.writeHead(404).end()).listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  const manager = await AuthManager.load({ codexHome: home.codexHome, env: {} });
  await manager.loginWithApiKey("sk-1", AbortSignal.timeout(100_000));
  // A stale note: the program that has the port now does not know the secret.
  await writeJson(join(home.codexHome, "login-server.json"), { port, cancelSecret: "old" });
  const holder = process.platform === "linux" ? `.+ \\(process ${process.pid}\\)` : ".+";
  await expect(startLoginServer({ manager, port })).rejects.toMatchObject({
    code: "port-in-use",
    message: expect.stringMatching(new RegExp(`^port ${port} is in use by ${holder}$`)),
  });
  other.close();
});
