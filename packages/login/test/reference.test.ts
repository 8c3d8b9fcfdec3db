import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { idToken, REFERENCE_HINT, referenceBinary, sse, startModelServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { AuthManager } from "../src/auth-manager.js";
import { temporaryHome } from "./support/temporary-home.js";

const signal = AbortSignal.timeout(100_000);
const reference = referenceBinary();

/** Runs the reference with our `CODEX_HOME`. */
function runReference(codexHome: string, args: readonly string[]): Promise<{ code: unknown; stderr: string }> {
  const env = { PATH: process.env["PATH"], HOME: codexHome, CODEX_HOME: codexHome };
  return new Promise((resolve) => {
    const child = execFile(reference ?? "", args, { env }, (error, _stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, stderr }),
    );
    child.stdin?.end();
  });
}

async function withHome() {
  const home = await temporaryHome();
  await mkdir(home.codexHome, { mode: 0o700 });
  const manager = await AuthManager.load({ codexHome: home.codexHome, env: {} });
  return { ...home, manager, path: join(home.codexHome, "auth.json") };
}

test("the reference accepts an API key stored here", async ({ skip }) => {
  skip(reference === undefined, REFERENCE_HINT);
  await using home = await withHome();
  await home.manager.loginWithApiKey("sk-test-1234567890abcdef", signal);
  const { code, stderr } = await runReference(home.codexHome, ["login", "status"]);
  expect({ code, stderr: stderr.trim() }).toEqual({
    code: 0,
    stderr: "Logged in using an API key - sk-test-***bcdef",
  });
});

test("the reference sends the token and account of a ChatGPT login stored here", async ({ skip }) => {
  skip(reference === undefined, REFERENCE_HINT);
  await using home = await withHome();
  await using model = await startModelServer([sse.say("hello")]);
  const tokens = { id_token: idToken(), access_token: "access-1", refresh_token: "refresh-1", account_id: "account-1" };
  await home.manager.loginWithTokens({ tokens }, signal);
  await writeFile(
    join(home.codexHome, "config.toml"),
    `model = "mock"\nmodel_provider = "mock"\n[model_providers.mock]\nname = "mock"\nwire_api = "responses"\n` +
      `base_url = "${model.baseUrl}"\nrequires_openai_auth = true\n`,
  );
  const status = await runReference(home.codexHome, ["login", "status"]);
  expect(status).toMatchObject({ code: 0, stderr: "Logged in using ChatGPT\n" });
  const args = ["exec", "--skip-git-repo-check", "-C", home.root, "hi"];
  expect(await runReference(home.codexHome, args)).toMatchObject({ code: 0 });
  expect(model.requests[0]?.headers).toMatchObject({
    authorization: "Bearer access-1",
    "chatgpt-account-id": "account-1",
  });
});

test("a login that the reference stored is used here, and its logout is noticed", async ({ skip }) => {
  skip(reference === undefined, REFERENCE_HINT);
  await using home = await withHome();
  const key = "sk-test-1234567890abcdef";
  expect(await runReference(home.codexHome, ["login", "--api-key", key])).toMatchObject({ code: 0 });
  expect(await home.manager.bearerToken(signal)).toEqual({ mode: "apikey", token: key });
  expect(await runReference(home.codexHome, ["logout"])).toMatchObject({ code: 0 });
  expect(await home.manager.bearerToken(signal)).toBeUndefined();
});

test("the file of a ChatGPT login has exactly the reference's keys", async () => {
  await using home = await withHome();
  const tokens = { id_token: idToken(), access_token: "a", refresh_token: "r", account_id: null };
  await home.manager.loginWithTokens({ tokens }, signal);
  const stored = JSON.parse(await readFile(home.path, "utf8"));
  expect(Object.keys(stored)).toEqual(["OPENAI_API_KEY", "tokens", "last_refresh", "auth_mode"]);
  expect(Object.keys(stored.tokens)).toEqual(["id_token", "access_token", "refresh_token", "account_id"]);
  // Its timestamps have nine decimals.
  await writeFile(home.path, JSON.stringify({ ...stored, last_refresh: "2125-08-06T20:41:36.232376123Z" }));
  expect(await home.manager.current()).toMatchObject({
    mode: "chatgpt",
    lastRefresh: Date.UTC(2125, 7, 6, 20, 41, 36, 232),
  });
});
