import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { jwt } from "@codex/test-support";
import { expect, test } from "vitest";
import { chatGptFile, temporaryHome, writeJson } from "../test/support/temporary-home.js";
import { AuthManager, type AuthManagerOptions } from "./auth-manager.js";
import { startLoginServer } from "./login-server.js";

const signal = AbortSignal.timeout(100_000);
const OWN = "account-1";

async function startManager(file: unknown, options: Partial<AuthManagerOptions>) {
  const resources = new AsyncDisposableStack();
  const { codexHome } = resources.use(await temporaryHome());
  await mkdir(codexHome, { mode: 0o700 });
  const path = join(codexHome, "auth.json");
  if (file !== undefined) await writeJson(path, file);
  const manager = resources.use(await AuthManager.load({ codexHome, env: {}, ...options }));
  return { manager, path, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

const key = { OPENAI_API_KEY: "sk-file" };
const both = chatGptFile({ apiKey: "sk-file", plan: "plus" });
const env = { OPENAI_API_KEY: "sk-env" };

test.each<[name: string, file: unknown, options: Partial<AuthManagerOptions>, used: object]>([
  ["a key where only keys are", key, { limits: { method: "apikey" } }, { mode: "apikey" }],
  ["a key beside tokens where only keys are", both, { limits: { method: "apikey" } }, { apiKey: "sk-file" }],
  ["a variable beside tokens", chatGptFile(), { env, limits: { method: "apikey" } }, { apiKey: "sk-env" }],
  [
    "tokens beside a preferred key",
    both,
    { preferredAuthMethod: "apikey", limits: { method: "chatgpt" } },
    { mode: "chatgpt" },
  ],
  ["tokens of an allowed workspace", chatGptFile(), { limits: { workspaces: ["other", OWN] } }, { mode: "chatgpt" }],
  ["a key, whatever workspaces", key, { limits: { workspaces: ["other"] } }, { mode: "apikey" }],
])("an allowed login is used: %s", async (_name, file, options, used) => {
  await using it = await startManager(file, options);
  expect(await it.manager.current()).toMatchObject(used);
});

test.each<[name: string, file: unknown, options: Partial<AuthManagerOptions>, why: string]>([
  ["a key", key, { limits: { method: "chatgpt" } }, "log in with ChatGPT"],
  ["a variable", undefined, { env, limits: { method: "chatgpt" } }, "log in with ChatGPT"],
  ["a given key", undefined, { apiKey: "sk", limits: { method: "chatgpt" } }, "log in with ChatGPT"],
  ["tokens", chatGptFile(), { limits: { method: "apikey" } }, "log in with an API key"],
  ["tokens of another workspace", chatGptFile(), { limits: { workspaces: ["other"] } }, "another workspace"],
  [
    "the key of such a login",
    both,
    { preferredAuthMethod: "chatgpt", limits: { workspaces: ["other"] } },
    "another workspace",
  ],
])("a disallowed login is not used, and is not deleted: %s", async (_name, file, options, why) => {
  await using it = await startManager(file, options);
  expect(await it.manager.current()).toBeUndefined();
  await expect(it.manager.modelAuth().get(signal)).rejects.toMatchObject({
    code: "login-not-allowed",
    message: expect.stringContaining(why),
  });
  if (file !== undefined) expect(JSON.parse(await readFile(it.path, "utf8"))).toEqual(file);
});

test("without a login nothing is refused", async () => {
  await using it = await startManager(undefined, { limits: { method: "chatgpt", workspaces: [OWN] } });
  expect(await it.manager.bearerToken(signal)).toBeUndefined();
});

test("no login is started that could not be used", async () => {
  await using ofKeys = await startManager(undefined, { limits: { method: "apikey" } });
  await expect(startLoginServer({ manager: ofKeys.manager, port: 0 })).rejects.toMatchObject({
    code: "login-not-allowed",
  });
  await using ofChatGpt = await startManager(undefined, {
    limits: { method: "chatgpt", workspaces: ["ws-1", "ws-2"] },
  });
  const { manager } = ofChatGpt;
  await expect(manager.loginWithApiKey("sk", signal)).rejects.toMatchObject({ code: "login-not-allowed" });
  const tokensOf = (account_id: string) => ({
    tokens: { id_token: jwt({}), access_token: "a", refresh_token: "r", account_id },
  });
  await expect(manager.loginWithTokens(tokensOf(OWN), signal)).rejects.toMatchObject({ code: "login-not-allowed" });
  await manager.loginWithTokens(tokensOf("ws-2"), signal);
  expect(await manager.current()).toMatchObject({ mode: "chatgpt", accountId: "ws-2" });
  await using server = await startLoginServer({ manager, port: 0 });
  expect(new URL(server.authUrl).searchParams.get("allowed_workspace_id")).toBe("ws-1,ws-2");
});
