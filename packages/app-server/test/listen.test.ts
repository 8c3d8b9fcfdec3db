import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { request } from "node:http";
import { text } from "node:stream/consumers";
import { sse, TemporaryFolder } from "@codex/test-support";
import { type JWTPayload, SignJWT } from "jose";
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { type ClientProof, type Listener, listen } from "../src/listen/listen.js";
import { isLoopback, parseListenAddress } from "../src/listen/listen-address.js";
import { webSocketTransport } from "../src/listen/web-socket-transport.js";
import { startServer, type TestServer } from "./support/start-server.js";
import { connectClient, type TestClient } from "./support/test-client.js";

const LOOPBACK = { type: "tcp", host: "127.0.0.1", port: 0 } as const;

function open(url: string, headers: Record<string, string> = {}): Promise<WebSocket> {
  const socket = new WebSocket(url, { headers });
  return new Promise((resolve, reject) => {
    socket.once("open", () => resolve(socket));
    socket.once("error", reject);
  });
}

async function connect(url: string, headers?: Record<string, string>): Promise<TestClient> {
  const client = connectClient(webSocketTransport(await open(url, headers)), Promise.resolve());
  await client.call("initialize", { clientInfo: { name: "tester", version: "1" } });
  return client;
}

const refusal = (url: string, headers: Record<string, string>): Promise<string> =>
  open(url, headers).then(
    (socket) => {
      socket.terminate();
      return "let in";
    },
    (error: Error) => error.message,
  );

const http = (listener: Listener) => listener.url.replace("ws:", "http:");

const startListening = (server: TestServer, proof?: ClientProof): Promise<Listener> =>
  listen(server.app, { address: LOOPBACK, proof });

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

test("several clients work side by side, each with its own handshake", async () => {
  await using server = await startServer({ script: [sse.say("hello")] });
  await using listener = await startListening(server);
  await using one = await connect(listener.url);
  await using silent = connectClient(webSocketTransport(await open(listener.url)), Promise.resolve());
  expect(await silent.failure("thread/loaded/list", {})).toMatchObject({ code: -32600 });
  const { thread } = await one.call("thread/start", {});
  await one.call("turn/start", { threadId: thread.id, input: [{ type: "text", text: "hi", text_elements: [] }] });
  expect(await one.hear("turn/completed")).toMatchObject({ turn: { status: "completed" } });
  expect(silent.notifications).toEqual([]);
});

test("probes are answered; web pages and unknown host names are refused", async () => {
  await using server = await startServer();
  await using listener = await startListening(server);
  expect((await fetch(`${http(listener)}/readyz`)).status).toBe(200);
  expect((await fetch(`${http(listener)}/healthz`)).status).toBe(200);
  expect((await fetch(`${http(listener)}//`)).status).toBe(400);
  expect((await fetch(`${http(listener)}/readyz`)).status).toBe(200);
  expect((await fetch(`${http(listener)}/`)).status).toBe(400);
  expect((await fetch(`${http(listener)}/healthz`, { headers: { origin: "http://a.example" } })).status).toBe(403);
  expect(await refusal(listener.url, { origin: "http://localhost" })).toContain("403");
  expect(await refusal(listener.url, { host: "a.example" })).toContain("403");
  expect(await refusal(listener.url, {})).toBe("let in");
});

test("a configured token is required, and an address that other machines can reach needs one", async () => {
  await using server = await startServer();
  await using listener = await startListening(server, { type: "token", sha256: sha256("secret") });
  expect(await refusal(listener.url, {})).toContain("401");
  expect(await refusal(listener.url, { authorization: "Bearer secre" })).toContain("401");
  expect(await refusal(listener.url, { authorization: "secret" })).toContain("401");
  expect(await refusal(listener.url, { authorization: "bearer secret" })).toBe("let in");
  await using client = await connect(listener.url, { authorization: "Bearer secret" });
  expect(await client.call("configRequirements/read", undefined)).toMatchObject({ requirements: null });
  const everywhere = { type: "tcp", host: "0.0.0.0", port: 0 } as const;
  await expect(listen(server.app, { address: everywhere })).rejects.toThrow(/needs a token/);
});

describe("signed tokens", () => {
  const secret = Buffer.from("0123456789abcdef0123456789abcdef");
  const proof = { type: "signed-token", secret } as const;
  const soon = () => Math.floor(Date.now() / 1000) + 600;
  const sign = (claims: JWTPayload, { key = secret as Uint8Array, alg = "HS256" } = {}): Promise<string> =>
    new SignJWT(claims).setProtectedHeader({ alg }).sign(key);

  async function flaw(listener: Listener, token: Promise<string> | string): Promise<string> {
    const { status, body } = await upgrade(listener, `Bearer ${await token}`);
    return status === 101 ? "let in" : `${status} ${body}`;
  }

  test("admit clients whose token is signed with the server's secret and has not expired", async () => {
    await using server = await startServer();
    await using listener = await startListening(server, proof);
    expect(await flaw(listener, sign({ exp: soon() }))).toBe("let in");
    expect(await flaw(listener, sign({ exp: soon(), iss: "anybody", aud: "anything" }))).toBe("let in");
    expect(await flaw(listener, sign({ exp: soon() - 610 }))).toBe("let in");
    expect(await flaw(listener, sign({ exp: soon() - 1200 }))).toBe("401 The token has expired");
    expect(await flaw(listener, sign({}))).toContain('"exp"');
    expect(await flaw(listener, sign({ exp: soon(), nbf: soon() }))).toContain('"nbf"');
    for (const token of [
      sign({ exp: soon() }, { key: Buffer.alloc(32) }),
      sign({ exp: soon() }, { alg: "HS512", key: Buffer.concat([secret, secret]) }),
      sign({ exp: soon() }, { alg: "HS384", key: secret }),
      `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from("{}").toString("base64url")}.`,
      secret.toString(),
    ]) {
      expect(await flaw(listener, token)).toBe("401 The token was not signed with this server's secret");
    }
  });

  test("are checked for issuer, audience and expiry", async () => {
    await using server = await startServer();
    const options = { ...proof, issuer: "build", audience: "codex", clockSkewSeconds: 0 };
    await using listener = await startListening(server, options);
    const claims = { exp: soon(), iss: "build", aud: ["other", "codex"] };
    expect(await flaw(listener, sign(claims))).toBe("let in");
    expect(await flaw(listener, sign({ ...claims, iss: "else" }))).toContain('"iss"');
    expect(await flaw(listener, sign({ ...claims, aud: "other" }))).toContain('"aud"');
    expect(await flaw(listener, sign({ exp: soon(), iss: "build" }))).toContain('"aud"');
    expect(await flaw(listener, sign({ ...claims, exp: soon() - 605 }))).toContain("expired");
  });

  function upgrade(listener: Listener, authorization: string): Promise<{ status: number | undefined; body: string }> {
    const headers = { authorization, connection: "Upgrade", upgrade: "websocket", "sec-websocket-version": "13" };
    const asked = request(http(listener), { headers: { ...headers, "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==" } });
    return new Promise((resolve, reject) => {
      asked.on("error", reject);
      asked.on("upgrade", ({ statusCode }, socket) => {
        socket.destroy();
        resolve({ status: statusCode, body: "" });
      });
      asked.on("response", async (response) => resolve({ status: response.statusCode, body: await text(response) }));
      asked.end();
    });
  }
});

test("a socket file belongs to its user only, replaces a stale one, and is removed with the server", async () => {
  using folder = new TemporaryFolder();
  const address = { type: "unix", path: folder.at("s.sock") } as const;
  await using server = await startServer();
  {
    await using listener = await listen(server.app, { address });
    expect(statSync(address.path).mode & 0o777).toBe(0o600);
    await using client = await connect(`ws+${listener.url.replace("://", ":")}:/`);
    expect(await client.call("configRequirements/read", undefined)).toMatchObject({ requirements: null });
    await expect(listen(server.app, { address })).rejects.toThrow(/another server listens/);
  }
  expect(() => statSync(address.path)).toThrow(/ENOENT/);
});

test("a client that stops reading slows nobody, and is disconnected", async () => {
  await using server = await startServer();
  await using listener = await startListening(server);
  const slow = await open(listener.url);
  slow.send(JSON.stringify({ id: 0, method: "initialize", params: { clientInfo: { name: "slow", version: "1" } } }));
  slow.pause();
  const gone = new Promise<void>((resolve) => slow.once("close", () => resolve()));
  const flood = { id: 1, method: "model/list", params: { cursor: "x".repeat(500_000) } };
  for (let count = 0; count < 300 && slow.readyState === WebSocket.OPEN; count++) slow.send(JSON.stringify(flood));
  const clients = await Promise.all(Array.from({ length: 20 }, () => connect(listener.url)));
  const answers = await Promise.all(clients.map((client) => client.call("configRequirements/read", undefined)));
  expect(answers).toHaveLength(20);
  for (const client of clients) await client[Symbol.asyncDispose]();
  slow.terminate();
  await gone;
});

test.each([
  ["ws://127.0.0.1:80", { type: "tcp", host: "127.0.0.1", port: 80 }],
  ["ws://[::1]:0", { type: "tcp", host: "::1", port: 0 }],
  ["unix://a/b", { type: "unix", path: "/w/a/b" }],
  ["unix:///a", { type: "unix", path: "/a" }],
  ["unix://", { type: "unix", path: "/h/app-server.sock" }],
  ["ws://127.0.0.1:99999", undefined],
  ["http://127.0.0.1:1", undefined],
  ["ws://127.0.0.1", undefined],
  ["ws://a/b:1", undefined],
])("the address %s", (url, expected) => {
  expect(parseListenAddress(url, { cwd: "/w", codexHome: "/h" })).toEqual(expected);
});

test("only names of this machine are loopback", () => {
  expect(["127.0.0.1", "::1", "localhost", "0.0.0.0", "a.example", ""].map(isLoopback)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});
