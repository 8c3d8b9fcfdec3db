import { expect, it } from "vitest";
import { startGuardedServer } from "./fixtures/guarded-server.js";
import { loginHome, pong } from "./support/login-home.js";

const home = loginHome();

it.each(["https://bank.example/mcp", "/mcp/admin"])(
  "gets a server no token for the address of another one: %s",
  async (resource) => {
    await using server = await startGuardedServer({ resource });
    await expect(home.login(server)).rejects.toMatchObject({
      code: "login-failed",
      message: expect.stringContaining("wants a token for another address"),
    });
    expect(server.grants).toEqual([]);
  },
);

it("accepts an issuer that spells its URL with a slash at the end, and no other issuer's metadata", async () => {
  await using server = await startGuardedServer({ issuerSuffix: "/" });
  await home.login(server);
  server.revoke();
  expect(await home.call(server)).toEqual(pong(2));
  await using other = await startGuardedServer({ issuerSuffix: ".elsewhere.example" });
  await expect(home.login(other)).rejects.toMatchObject({
    code: "login-failed",
    message: expect.stringContaining("ssuer"),
  });
});

it("takes null and empty texts in an issuer's answers for absent fields, and does not insist on fields that it does not need", async () => {
  const unused = { response_types_supported: undefined, redirect_uris: undefined, token_type: undefined };
  const empty = { scope: null, refresh_token: null, scopes_supported: null, client_uri: "", contacts: null };
  await using server = await startGuardedServer({ oddFields: { ...unused, ...empty } });
  await home.login(server);
  expect(await home.call(server)).toEqual(pong(1));
});

it("names the fields of an answer that cannot be understood", async () => {
  await using server = await startGuardedServer({ oddFields: { access_token: 7 } });
  await expect(home.login(server)).rejects.toMatchObject({
    message: expect.stringContaining("an answer cannot be understood: access_token: "),
  });
});

it("shows the beginning of what an issuer says, without control characters", async () => {
  await using server = await startGuardedServer();
  server.refuse(400, `\u001b]0;title\u0007${"x".repeat(10_000)}`);
  const failure = await home.login(server).catch((error: unknown) => String(error));
  expect(failure).toMatch(/^[\x20-\x7e]{1,400}$/);
});

it("logs in at a server that publishes nothing about its issuer, and renews its token", async () => {
  await using server = await startGuardedServer({ isSilent: true });
  expect(await home.status(server)).toBe("unsupported");
  await home.login(server);
  server.revoke();
  expect(await home.call(server)).toEqual(pong(2));
  expect(server.grants).toEqual(["authorization_code", "refresh_token"]);
});

it("says what is missing if nobody registers a client", async () => {
  await using silent = await startGuardedServer({ isSilent: true, registers: false });
  await expect(home.login(silent)).rejects.toMatchObject({
    code: "login-failed",
    message: expect.stringContaining("name the variable that holds it in `bearer_token_env_var`"),
  });
  await using server = await startGuardedServer({ registers: false });
  await expect(home.login(server)).rejects.toMatchObject({
    code: "login-failed",
    message: expect.stringContaining("name it in `oauth.client_id`"),
  });
});
