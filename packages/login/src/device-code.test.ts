import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { closedPort, type FakeAnswer, type IssuerBehaviour, startFakeIssuer } from "@codex/test-support";
import { expect, test } from "vitest";
import { temporaryHome } from "../test/support/temporary-home.js";
import { AuthManager } from "./auth-manager.js";
import { completeDeviceLogin, requestDeviceCode } from "./device-code.js";

const signal = AbortSignal.timeout(100_000);

async function startDevice(behaviour: IssuerBehaviour = {}) {
  const resources = new AsyncDisposableStack();
  const home = resources.use(await temporaryHome());
  const fake = resources.use(await startFakeIssuer(behaviour));
  const manager = resources.use(await AuthManager.load({ codexHome: home.codexHome, env: {}, issuer: fake.issuer }));
  return {
    path: join(home.codexHome, "auth.json"),
    fake,
    manager,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

test("a code typed elsewhere logs in here, once the issuer confirms it", async () => {
  await using it = await startDevice({ deviceDelays: 3, apiKey: "sk-exchanged" });
  const { manager, fake } = it;
  const code = await requestDeviceCode(fake.issuer, signal);
  expect(code).toEqual({
    verificationUrl: `${fake.issuer.url}/codex/device`,
    userCode: "ABCD-1234",
    deviceAuthId: "device-1",
    intervalMs: 0,
  });
  await completeDeviceLogin({ manager, issuer: fake.issuer, code }, signal);
  expect(await manager.current()).toMatchObject({ mode: "chatgpt", email: "user@example.com" });
  expect(JSON.parse(await readFile(it.path, "utf8"))).toMatchObject({ OPENAI_API_KEY: "sk-exchanged" });
  const poll = { device_auth_id: "device-1", user_code: "ABCD-1234" };
  expect(fake.requests.map(({ path, body }) => ({ path, body }))).toMatchObject([
    { path: "/api/accounts/deviceauth/usercode", body: { client_id: "test-client" } },
    ...Array.from({ length: 4 }, () => ({ path: "/api/accounts/deviceauth/token", body: poll })),
    { path: "/oauth/token", body: { redirect_uri: `${fake.issuer.url}/deviceauth/callback`, code: "device-code" } },
    { path: "/oauth/token", body: { requested_token: "openai-api-key" } },
  ]);
});

const failures: readonly [name: string, failing: string, answer: FakeAnswer, code: string][] = [
  ["no device codes", "/api/accounts/deviceauth/usercode", { status: 404, body: {} }, "device-code-unavailable"],
  ["a refusal of the code", "/api/accounts/deviceauth/usercode", { status: 400, body: {} }, "login-refused"],
  ["a code that is none", "/api/accounts/deviceauth/usercode", { status: 200, body: {} }, "login-failed"],
  ["a refusal of the approval", "/api/accounts/deviceauth/token", { status: 400, body: {} }, "login-refused"],
  ["an approval that is none", "/api/accounts/deviceauth/token", { status: 200, body: {} }, "login-failed"],
  ["a refusal of the exchange", "/oauth/token", { status: 400, body: { error: "bad" } }, "login-refused"],
];
for (const [name, failing, answer, code] of failures) {
  test(`reports what went wrong and stores nothing: ${name}`, async () => {
    const intercept: IssuerBehaviour["intercept"] = ({ path }) => (path === failing ? answer : undefined);
    await using it = await startDevice({ intercept });
    const login = async () => {
      const deviceCode = await requestDeviceCode(it.fake.issuer, signal);
      await completeDeviceLogin({ manager: it.manager, issuer: it.fake.issuer, code: deviceCode }, signal);
    };
    await expect(login()).rejects.toMatchObject({ name: "LoginError", code });
    expect(await it.manager.current()).toBeUndefined();
  });
}

test("an issuer that is out of order for a moment does not end the login, one that stays so does", async () => {
  let broken = 0;
  const failing: FakeAnswer = { status: 503, body: {} };
  const asksForApproval = (path: string) => path === "/api/accounts/deviceauth/token";
  await using it = await startDevice({
    deviceDelays: 1,
    intercept: ({ path }) => (asksForApproval(path) && broken-- > 0 ? failing : undefined),
  });
  const { manager, fake } = it;
  const code = await requestDeviceCode(fake.issuer, signal);
  const login = () => completeDeviceLogin({ manager, issuer: fake.issuer, code }, signal);
  broken = Number.POSITIVE_INFINITY;
  await expect(login()).rejects.toMatchObject({ code: "login-refused", message: expect.stringContaining("503") });
  broken = 5;
  await login();
  expect(await manager.current()).toMatchObject({ mode: "chatgpt" });

  const unreachable = { url: `http://127.0.0.1:${await closedPort()}`, clientId: "test-client" };
  await expect(completeDeviceLogin({ manager, issuer: unreachable, code }, signal)).rejects.toMatchObject({
    code: "issuer-unreachable",
  });
});

test("it stops when the time is up, and when the caller aborts", async () => {
  await using it = await startDevice({ deviceDelays: Number.POSITIVE_INFINITY });
  const { manager, fake } = it;
  const code = await requestDeviceCode(fake.issuer, signal);
  const late = completeDeviceLogin({ manager, issuer: fake.issuer, code, timeoutMs: 0 }, signal);
  await expect(late).rejects.toMatchObject({ code: "login-timed-out" });

  const controller = new AbortController();
  const slow = { ...code, intervalMs: 60_000 };
  const given = completeDeviceLogin({ manager, issuer: fake.issuer, code: slow }, controller.signal);
  controller.abort();
  await expect(given).rejects.toMatchObject({ name: "AbortError" });
});

test("an unreachable issuer is named", async () => {
  const host = `127.0.0.1:${await closedPort()}`;
  const issuer = { url: `http://${host}`, clientId: "test-client" };
  await expect(requestDeviceCode(issuer, signal)).rejects.toMatchObject({
    code: "issuer-unreachable",
    message: `could not reach ${host}: ECONNREFUSED`,
  });
});
