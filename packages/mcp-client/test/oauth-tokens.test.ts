import { expect, it } from "vitest";
import { credentialKey } from "../src/index.js";
import { authorizedFetch } from "../src/oauth/authorized-fetch.js";
import { SentSecrets } from "../src/sent-secrets.js";
import { startGuardedServer } from "./fixtures/guarded-server.js";
import { callPing, loginHome, pong } from "./support/login-home.js";

const home = loginHome();

it("renews a token that has expired before it is sent, and a refused one, once for all calls", async () => {
  await using server = await startGuardedServer({ expiresIn: 1 });
  await home.login(server);
  await home.call(server);
  expect(server.grants.filter((grant) => grant === "refresh_token").length).toBeGreaterThanOrEqual(1);

  await using lasting = await startGuardedServer();
  await home.login(lasting);
  const { manager } = await home.connect(lasting);
  await using _manager = manager;
  lasting.revoke();
  const answers = await Promise.all([callPing(manager), callPing(manager), callPing(manager)]);
  expect(answers).toEqual([pong(2), pong(2), pong(2)]);
  expect(lasting.grants).toEqual(["authorization_code", "refresh_token"]);
});

it("requests a new login when a token cannot be renewed", async () => {
  await using server = await startGuardedServer();
  await home.login(server);
  server.revoke();
  server.refuse();
  await expect(home.call(server)).rejects.toMatchObject({ code: "login-needed" });
});

it("renews a token for the resource that it was issued for", async () => {
  await using server = await startGuardedServer({ resource: "/" });
  await home.login(server);
  server.revoke();
  await home.call(server);
  expect(server.resources).toEqual([new URL("/", server.url).href, new URL("/", server.url).href]);
});

it("uses a token until its end, and keeps the login, while the issuer is out of order", async () => {
  await using server = await startGuardedServer({ expiresIn: 20 });
  await home.login(server);
  server.refuse(503, "<html>\u001b]0;sorry\u0007");
  expect(await home.call(server)).toEqual(pong(1));
  server.revoke();
  await expect(home.call(server)).rejects.toMatchObject({
    code: "call-failed",
    message: expect.stringMatching(/could not be renewed: its issuer did not answer as it should/),
  });
});

it("uses the tokens of a program that renewed them without our lock", async () => {
  await using server = await startGuardedServer();
  await home.login(server);
  server.revoke();
  const store = home.store();
  const key = credentialKey({ name: "guarded", url: server.url });
  const other = await store.read(key);
  const secrets = new SentSecrets();
  const send = authorizedFetch(
    {
      name: "guarded",
      url: server.url,
      store,
      fetch: async (url, init) => {
        if (new URL(url).pathname !== "/token") return fetch(url, init);
        if (other !== undefined)
          await store.write(key, { ...other, access_token: "access-2", refresh_token: "theirs" });
        return Response.json({ error: "invalid_grant" }, { status: 400 });
      },
    },
    secrets,
  );
  const toolCall = { method: "POST", body: JSON.stringify({ id: 1, method: "tools/call" }) };
  expect((await send(server.url, toolCall)).status).toBe(200);
  expect(await store.read(key)).toMatchObject({ refresh_token: "theirs" });
});

it("sends the token only to the server", async () => {
  await using server = await startGuardedServer();
  await home.login(server);
  const seen: (string | null)[] = [];
  const secrets = new SentSecrets();
  const send = authorizedFetch(
    {
      name: "guarded",
      url: server.url,
      store: home.store(),
      fetch: async (_url, init) => {
        seen.push(new Headers(init?.headers).get("authorization"));
        return new Response();
      },
    },
    secrets,
  );
  await send(server.url);
  await send("http://127.0.0.1:9/elsewhere");
  expect(seen).toEqual(["Bearer access-1", null]);
  expect(secrets.hideIn("refused: access-1")).toBe("refused: [hidden]");
});

it("authenticates with the configured client's secret, also to renew a token", async () => {
  await using server = await startGuardedServer({ secret: "s3cret" });
  const settings = { clientId: "mine" };
  await expect(home.login(server, { settings })).rejects.toMatchObject({ code: "login-failed" });
  await home.login(server, { settings: { ...settings, clientSecret: "s3cret" } });
  server.revoke();
  expect(await home.call(server)).toEqual(pong(2));
  expect(server.grants).toEqual(["authorization_code", "authorization_code", "refresh_token"]);
});

it.each([
  ["write admin:org", "codex mcp login guarded --scopes read,write,admin:org'"],
  ["$(reboot)", "codex mcp login guarded'"],
])("names the command that logs in with the scopes that a call needs: %s", async (callScopes, command) => {
  await using server = await startGuardedServer({ callScopes });
  await home.login(server);
  await expect(home.call(server)).rejects.toMatchObject({
    code: "login-needed",
    message: expect.stringContaining(`(${callScopes}): run '${command}`),
  });
});
