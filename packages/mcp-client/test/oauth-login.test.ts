import { existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { closedPort } from "@codex/test-support";
import { expect, it } from "vitest";
import { credentialKey } from "../src/index.js";
import { startGuardedServer } from "./fixtures/guarded-server.js";
import { loginHome, pong } from "./support/login-home.js";

const home = loginHome();

it("explains what to do if a login is needed, and calls tools after it", async () => {
  await using server = await startGuardedServer();
  expect(await home.status(server)).toBe("not_logged_in");
  await expect(home.call(server)).rejects.toMatchObject({
    code: "login-needed",
    message: expect.stringContaining("codex mcp login guarded"),
  });
  await home.login(server);
  expect(await home.status(server)).toBe("oauth");
  expect(await home.call(server)).toEqual(pong(1));
  expect(server.grants).toEqual(["authorization_code"]);
});

it("saves the login in a private file, under the server's name and URL", async () => {
  await using server = await startGuardedServer();
  await home.login(server);
  const file = home.file(".credentials.json");
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
  const shared = home.file("shared.json");
  symlinkSync(shared, home.file(".credentials.json"));
  writeFileSync(shared, "{}");
  await home.login(server);
  server.revoke();
  await home.call(server);
  expect(readFileSync(shared, "utf8")).toContain('"access_token": "access-2"');
  await using _lock = await home.store().lock(new AbortController().signal);
  expect(existsSync(home.file("shared.json.lock"))).toBe(true);
});

it("logs in at a server that demands a token for some requests only", async () => {
  await using server = await startGuardedServer({ guardsOnlyCalls: true });
  expect(await home.status(server)).toBe("unsupported");
  await expect(home.call(server)).rejects.toMatchObject({ code: "login-needed" });
  await home.login(server);
  expect(await home.call(server)).toEqual(pong(1));
});

it("requests the configured scopes, and returns to the configured URL", async () => {
  await using server = await startGuardedServer();
  const callbackPort = await closedPort();
  const callbackUrl = `http://localhost:${callbackPort}/back`;
  const asked: URL[] = [];
  await home.login(server, {
    settings: { clientId: "mine", scopes: ["a", "b"], resource: "urn:r", callbackUrl, callbackPort },
    openUrl: async (url) => {
      asked.push(url);
      await fetch(url);
    },
  });
  const [url] = asked;
  expect(Object.fromEntries(url?.searchParams ?? [])).toMatchObject({
    client_id: "mine",
    scope: "a b",
    resource: "urn:r",
    redirect_uri: callbackUrl,
  });
});

it("accepts no answer without the state that was sent, and no denial", async () => {
  await using server = await startGuardedServer();
  const statuses: number[] = [];
  const openUrl = async (url: URL) => {
    const back = new URL(url.searchParams.get("redirect_uri") ?? "");
    const state = url.searchParams.get("state");
    const visit = async (address: string) => void statuses.push((await fetch(address)).status);
    await visit(`${back}?code=stolen&state=guessed`);
    await visit(`${back.origin}/callback/x?code=c&state=${state}`);
    await visit(`${back}?error=access_denied&error_description=Ask%1b[2J+Ada&state=${state}`);
  };
  await expect(home.login(server, { openUrl })).rejects.toMatchObject({
    code: "login-failed",
    message: expect.stringContaining("access_denied: Ask [2J Ada"),
  });
  expect(statuses).toEqual([404, 404, 400]);
  expect(server.grants).toEqual([]);
});

it("accepts the address where a browser on another machine ends up", async () => {
  await using server = await startGuardedServer();
  const accepted: boolean[] = [];
  const openUrl = async (url: URL, accept: (address: string) => boolean) => {
    const { headers } = await fetch(url, { redirect: "manual" });
    accepted.push(accept("no address"), accept("http://127.0.0.1/?code=stolen&state=guessed"));
    accepted.push(accept(` ${headers.get("location")}\n`));
  };
  await home.login(server, { openUrl });
  expect(accepted).toEqual([false, false, true]);
  expect(await home.call(server)).toEqual(pong(1));
});

it("leaves a file with an unknown format unchanged", async () => {
  await using server = await startGuardedServer();
  writeFileSync(home.file(".credentials.json"), "not json");
  await expect(home.login(server)).rejects.toMatchObject({ code: "login-failed" });
  expect(readFileSync(home.file(".credentials.json"), "utf8")).toBe("not json");
});
