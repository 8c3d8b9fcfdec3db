import { chmod, lstat, mkdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type IssuerBehaviour, jwt, startFakeIssuer } from "@codex/test-support";
import { expect, test } from "vitest";
import { type ChatGptFile, chatGptFile, day, temporaryHome, writeJson } from "../test/support/temporary-home.js";
import { AuthManager, type AuthManagerOptions } from "./auth-manager.js";

const signal = AbortSignal.timeout(100_000);

/** Creates a manager with an auth.json and its own fake issuer. */
async function startManager(
  file: unknown,
  options: Partial<AuthManagerOptions> & { behaviour?: IssuerBehaviour } = {},
) {
  const resources = new AsyncDisposableStack();
  const home = resources.use(await temporaryHome());
  const fake = resources.use(await startFakeIssuer(options.behaviour));
  await mkdir(home.codexHome, { mode: 0o700 });
  const path = join(home.codexHome, "auth.json");
  if (file !== undefined) await writeJson(path, file);
  const open = async (more: Partial<AuthManagerOptions> = {}) =>
    resources.use(
      await AuthManager.load({ codexHome: home.codexHome, env: {}, issuer: fake.issuer, ...options, ...more }),
    );
  return {
    codexHome: home.codexHome,
    path,
    fake,
    manager: await open(),
    open,
    stored: async () => JSON.parse(await readFile(path, "utf8")),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

const withKey = (file: ChatGptFile) => chatGptFile({ apiKey: "sk-file", ...file });
const env = { OPENAI_API_KEY: "sk-env" };
const fromFile = { mode: "apikey", apiKey: "sk-file", source: "stored" };
const fromEnv = { mode: "apikey", apiKey: "sk-env", source: "environment" };

const choices: readonly [
  name: string,
  file: unknown,
  options: Partial<AuthManagerOptions>,
  expected: object | undefined,
][] = [
  ["nothing", undefined, {}, undefined],
  ["only the variable", undefined, { env }, fromEnv],
  ["a variable with a line end", undefined, { env: { OPENAI_API_KEY: " sk-env\r\n" } }, fromEnv],
  ["a blank variable", undefined, { env: { OPENAI_API_KEY: "\n" } }, undefined],
  ["a given key with a line end", undefined, { apiKey: "sk-env\n" }, fromEnv],
  ["an empty variable", undefined, { env: { OPENAI_API_KEY: "" } }, undefined],
  ["a stored key before the variable", { OPENAI_API_KEY: "sk-file" }, { env }, fromFile],
  ["a file that holds nothing", { OPENAI_API_KEY: null }, { env }, fromEnv],
  ["tokens before the variable", chatGptFile(), { env, preferredAuthMethod: "apikey" }, { mode: "chatgpt" }],
  ["a key with tokens of a plan with Codex", withKey({ plan: "plus" }), {}, { mode: "chatgpt" }],
  ["a key with tokens of a plan billed by use", withKey({ plan: "enterprise" }), {}, fromFile],
  ["a key with tokens of an unknown plan", withKey({ plan: "galactic" }), {}, fromFile],
  ["a key that config prefers", withKey({ plan: "pro" }), { preferredAuthMethod: "apikey" }, fromFile],
  ["an email of OpenAI", withKey({ plan: "business", email: " A@OpenAI.com " }), {}, { mode: "chatgpt" }],
];
for (const [name, file, options, expected] of choices) {
  test(`chooses between the stored login and the environment: ${name}`, async () => {
    await using it = await startManager(file, options);
    const current = await it.manager.current();
    if (expected === undefined) expect(current).toBeUndefined();
    else expect(current).toMatchObject(expected);
  });
}

test("a broken auth.json fails calls that need a login, but not a new login or a logout", async () => {
  await using it = await startManager("broken", { env });
  await expect(it.manager.current()).rejects.toMatchObject({ code: "auth-file-invalid" });
  await expect(it.manager.bearerToken(signal)).rejects.toMatchObject({ code: "auth-file-invalid" });
  await it.manager.loginWithApiKey("sk-new", signal);
  expect(await it.manager.current()).toMatchObject({ apiKey: "sk-new" });
  await writeFile(it.path, "broken");
  expect(await it.manager.logout()).toBe(true);
  expect(await it.manager.logout()).toBe(false);
  expect(await it.manager.current()).toMatchObject(fromEnv);
});

test("a login by API key replaces tokens; a login with tokens keeps a key and fields of other versions", async () => {
  await using it = await startManager({ ...chatGptFile({ apiKey: "sk-1" }), future: true });
  const tokens = { id_token: jwt({}), access_token: "a", refresh_token: "r", account_id: null };
  await it.manager.loginWithTokens({ tokens }, signal);
  expect(await it.stored()).toMatchObject({ OPENAI_API_KEY: "sk-1", tokens, future: true });
  await it.manager.loginWithApiKey("sk-2", signal);
  expect(await it.stored()).toEqual({ OPENAI_API_KEY: "sk-2", auth_mode: "apikey" });
});

test("fresh tokens are returned unchanged, with the account", async () => {
  await using it = await startManager(chatGptFile({ accessToken: jwt({ exp: Date.now() / 1000 + 3600 }) }));
  expect(await it.manager.modelAuth().get(signal)).toMatchObject({ mode: "chatgpt", accountId: "account-1" });
  expect(it.fake.requests).toEqual([]);
});

const oldFiles: readonly [string, ChatGptFile][] = [
  ["refreshed 29 days ago", { age: 29 * day }],
  ["expired", { age: day, accessToken: jwt({ exp: Date.now() / 1000 - 5 }) }],
];
for (const [name, file] of oldFiles) {
  test(`old tokens are refreshed before use: ${name}`, async () => {
    await using it = await startManager(chatGptFile(file));
    const before = Date.now();
    const bearer = await it.manager.bearerToken(signal);
    expect(it.fake.requests).toEqual([
      {
        path: "/oauth/token",
        contentType: "application/json",
        body: {
          client_id: "test-client",
          grant_type: "refresh_token",
          refresh_token: "refresh-0",
          scope: "openid profile email",
        },
      },
    ]);
    const stored = await it.stored();
    expect(stored.tokens).toMatchObject({
      access_token: bearer?.token,
      refresh_token: "refresh-1",
      account_id: "account-1",
    });
    expect(Date.parse(stored.last_refresh)).toBeGreaterThanOrEqual(before);
    expect((await stat(it.path)).mode & 0o777).toBe(0o600);
    await it.manager.bearerToken(signal);
    expect(it.fake.requests).toHaveLength(1);
  });
}

test("homes whose auth.json is a link refresh the login in its target, once for all of them", async () => {
  await using it = await startManager(chatGptFile({ age: 29 * day }));
  const folder = dirname(it.codexHome);
  const homes = ["one", "two"].map((name) => join(folder, name));
  for (const home of homes) {
    await mkdir(home);
    await symlink(it.path, join(home, "auth.json"));
  }
  const managers = await Promise.all(homes.map((codexHome) => it.open({ codexHome })));
  const bearers = await Promise.all([...managers, it.manager].map((manager) => manager.bearerToken(signal)));
  const { tokens } = await it.stored();
  expect(it.fake.requestsOf("refresh_token")).toHaveLength(1);
  expect(bearers.map((bearer) => bearer?.token)).toEqual(Array(3).fill(tokens.access_token));
  expect(tokens.refresh_token).toBe("refresh-1");
  for (const home of homes) expect((await lstat(join(home, "auth.json"))).isSymbolicLink()).toBe(true);
});

test("concurrent callers share one refresh; one that stops waiting does not affect the others", async () => {
  await using it = await startManager(chatGptFile({ age: 29 * day }));
  const impatient = new AbortController();
  const first = it.manager.bearerToken(impatient.signal);
  const others = Array.from({ length: 20 }, () => it.manager.bearerToken(signal));
  impatient.abort();
  await expect(first).rejects.toMatchObject({ name: "AbortError" });
  const tokens = new Set((await Promise.all(others)).map((bearer) => bearer?.token));
  expect(tokens.size).toBe(1);
  expect(it.fake.requests).toHaveLength(1);
});

test("after a 401, conversations with the same refused token share one refresh", async () => {
  await using it = await startManager(chatGptFile());
  const [a, b] = [it.manager.modelAuth(), it.manager.modelAuth()];
  const old = await a.get(signal);
  await b.get(signal);
  expect(await a.refresh(signal)).toBe(true);
  expect(await b.refresh(signal)).toBe(true);
  expect(it.fake.requests).toHaveLength(1);
  const fresh = await b.get(signal);
  expect(fresh?.token).not.toBe(old?.token);
  // A refresh that all of them share also works, if they pass the refused token.
  expect(await b.refresh(signal, old?.token)).toBe(true);
  expect(it.fake.requests).toHaveLength(1);
});

test("neither an API key nor a missing login can be refreshed", async () => {
  await using it = await startManager({ OPENAI_API_KEY: "sk-1" });
  const auth = it.manager.modelAuth();
  expect(await auth.refresh(signal)).toBe(false);
  expect(await auth.get(signal)).toEqual({ mode: "apikey", token: "sk-1" });
  expect(await auth.refresh(signal)).toBe(false);
  await rm(it.path);
  expect(await auth.get(signal)).toBeUndefined();
  expect(await auth.refresh(signal)).toBe(false);
});

test("a login stored by another process is used at once", async () => {
  await using it = await startManager(undefined);
  expect(await it.manager.current()).toBeUndefined();
  const other = await it.open();
  await other.loginWithApiKey("sk-other", signal);
  expect(await it.manager.current()).toMatchObject({ apiKey: "sk-other" });
  await other.logout();
  expect(await it.manager.current()).toBeUndefined();
});

test("if another program has used the refresh token, its tokens are used and kept", async () => {
  const newer = chatGptFile({ accessToken: "access-theirs", refreshToken: "refresh-theirs" });
  let path = "";
  // The other program takes no lock: it stores its tokens while the issuer rejects ours.
  const intercept = async () => {
    await writeJson(path, newer);
    return { status: 401, body: { error: { code: "refresh_token_reused" } } };
  };
  await using it = await startManager(chatGptFile({ age: 29 * day }), { behaviour: { intercept } });
  path = it.path;
  expect(await it.manager.bearerToken(signal)).toMatchObject({ token: "access-theirs" });
  expect(await it.stored()).toEqual(newer);
});

test("tokens that arrive during a new login or a logout do not undo it", async () => {
  const act: { during: () => Promise<unknown> } = { during: async () => {} };
  const intercept = async () => {
    await act.during();
    return { status: 200, body: { id_token: jwt({}), access_token: "access-late", refresh_token: "refresh-late" } };
  };
  await using it = await startManager(chatGptFile({ age: 29 * day }), { behaviour: { intercept } });
  const other = await it.open();
  act.during = () => other.loginWithApiKey("sk-new", signal);
  expect(await it.manager.bearerToken(signal)).toMatchObject({ token: "sk-new" });
  expect(await it.stored()).toEqual({ OPENAI_API_KEY: "sk-new", auth_mode: "apikey" });

  await writeJson(it.path, chatGptFile({ age: 29 * day }));
  act.during = () => other.logout();
  expect(await it.manager.bearerToken(signal)).toBeUndefined();
  await expect(stat(it.path)).rejects.toMatchObject({ code: "ENOENT" });
});

const failures: readonly [name: string, answer: { status: number; body: unknown }, code: string][] = [
  ["reused", { status: 401, body: { error: { code: "refresh_token_reused" } } }, "refresh-rejected"],
  ["expired", { status: 400, body: { error: "invalid_grant" } }, "refresh-rejected"],
  ["unexplained 401", { status: 401, body: "secret refresh-0" }, "refresh-rejected"],
  ["a server's fault", { status: 500, body: {} }, "refresh-failed"],
  ["nonsense", { status: 200, body: 1 }, "refresh-failed"],
];
for (const [name, answer, code] of failures) {
  test(`a failed refresh leaves the tokens unchanged and gives the reason: ${name}`, async () => {
    const file = chatGptFile({ age: 29 * day });
    await using it = await startManager(file, { behaviour: { intercept: () => answer } });
    const error: unknown = await it.manager.refresh(signal).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "LoginError", code });
    expect(String(error)).not.toMatch(/refresh-0|access-0/);
    expect(await it.stored()).toEqual(file);
    // Only the server can tell whether the token still works.
    expect(await it.manager.bearerToken(signal)).toMatchObject({ token: "access-0" });
  });
}

test("an expired token that cannot be refreshed is an error, not a token", async () => {
  const accessToken = jwt({ exp: Date.now() / 1000 - 5 });
  await using it = await startManager(chatGptFile({ age: day, accessToken }), {
    behaviour: { intercept: () => ({ status: 503, body: {} }) },
  });
  await expect(it.manager.bearerToken(signal)).rejects.toMatchObject({ code: "refresh-failed" });
});

test("a wrong clock does not cause a refresh for every request", async () => {
  await using it = await startManager(chatGptFile({ age: 29 * day }), { behaviour: { tokenLife: -3600 } });
  for (let round = 0; round < 3; round++) await it.manager.bearerToken(signal);
  expect(it.fake.requests).toHaveLength(1);
});

test("new tokens that cannot be saved still work here, with a warning", async () => {
  const warnings: string[] = [];
  const onWarning = (message: string) => void warnings.push(message);
  await using it = await startManager(chatGptFile({ age: 29 * day }), { onWarning });
  await it.manager.current();
  await writeFile(join(it.codexHome, "auth.lock"), "no lock file"); // the write lock cannot be acquired
  await chmod(join(it.codexHome, "auth.lock"), 0o600);
  const first = await it.manager.bearerToken(signal);
  expect(first?.token).not.toBe("access-0");
  expect(await it.manager.bearerToken(signal)).toEqual(first);
  expect(warnings).toEqual([expect.stringContaining("could not be saved (cannot lock")]);
});
