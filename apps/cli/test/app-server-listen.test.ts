import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createHash, createHmac } from "node:crypto";
import { once } from "node:events";
import { request } from "node:http";
import path from "node:path";
import { createInterface } from "node:readline";
import { Duplex, type Readable, type Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { AppServerClient, openedSocket, webSocketTransport } from "@codex/client/app-server";
import { startModelServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { builtCodex } from "./support/built-codex.js";
import { createWorkspace, type Workspace } from "./support/workspace.js";

const clientInfo = { name: "tester", version: "1" };
const SECRET = "a secret of at least thirty-two bytes";

async function codex(
  { cwd, env }: Workspace,
  args: readonly string[],
): Promise<ChildProcessByStdio<Writable, Readable, Readable>> {
  return spawn(process.execPath, [await builtCodex(), "app-server", ...args], { cwd, env });
}

/** A listening server, and its address. */
async function listening(workspace: Workspace, args: readonly string[]) {
  const server = await codex(workspace, args);
  const ended = once(server, "exit");
  const [line] = (await once(createInterface({ input: server.stderr }), "line")) as [string];
  return {
    url: line.split(" ").at(-1) ?? "",
    async [Symbol.asyncDispose]() {
      server.kill();
      await ended;
    },
  };
}

/** What a server says before it is stopped. */
async function said(workspace: Workspace, args: readonly string[]): Promise<string> {
  const server = await codex(workspace, args);
  const all = text(server.stderr);
  await once(server.stderr, "data");
  server.kill();
  return all;
}

async function failure(workspace: Workspace, args: readonly string[]): Promise<readonly [unknown, string]> {
  const program = await codex(workspace, args);
  const ended = once(program, "exit");
  const [said, [code]] = await Promise.all([text(program.stderr), ended]);
  return [code, said];
}

/** The status and reason that a client gets. */
function knock(url: string, authorization: string): Promise<string> {
  const headers = { authorization, connection: "Upgrade", upgrade: "websocket", "sec-websocket-version": "13" };
  const asked = request(url.replace("ws:", "http:"), {
    headers: { ...headers, "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==" },
  });
  return new Promise((resolve, reject) => {
    asked.on("error", reject);
    asked.on("upgrade", (_response, socket) => {
      socket.destroy();
      resolve("let in");
    });
    asked.on("response", async (response) => resolve(`${response.statusCode} ${await text(response)}`));
    asked.end();
  });
}

/** A JSON Web Token, created independently of our code. */
function signed(claims: object, header: object = { alg: "HS256" }): string {
  const [head, body] = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  return `${head}.${body}.${createHmac("sha256", SECRET).update(`${head}.${body}`).digest("base64url")}`;
}

test("clients authenticate with the token of a digest, or with one signed with the server's secret", async () => {
  await using model = await startModelServer([]);
  await using workspace = await createWorkspace({ model, files: { secret: `${SECRET}\n`, short: "short" } });
  const any = ["--listen", "ws://127.0.0.1:0"];
  const soon = Math.floor(Date.now() / 1000) + 600;
  {
    const digest = createHash("sha256").update("sesame").digest("hex").toUpperCase();
    await using server = await listening(workspace, [...any, "--ws-token-sha256", digest]);
    expect(await knock(server.url, "Bearer sesame")).toBe("let in");
    expect(await knock(server.url, `Bearer ${digest}`)).toContain("401");
  }
  const kind = ["--ws-auth", "signed-bearer-token"];
  await using server = await listening(workspace, [
    ...[...any, ...kind, "--ws-shared-secret-file", "secret"],
    ...["--ws-issuer", "ci", "--ws-audience", "codex", "--ws-max-clock-skew-seconds", "0"],
  ]);
  const claims = { iss: "ci", aud: "codex", exp: soon };
  expect(await knock(server.url, `Bearer ${signed(claims)}`)).toBe("let in");
  expect(await knock(server.url, `Bearer ${signed({ ...claims, exp: soon - 605 })}`)).toContain("expired");
  expect(await knock(server.url, `Bearer ${signed({ ...claims, iss: "else" })}`)).toContain("iss");
  const forged = [
    signed(claims, { alg: "none" }),
    signed(claims, { alg: "none" }).replace(/[^.]*$/, ""),
    signed(claims, { alg: "RS256" }),
    signed(claims, { alg: "HS512" }),
    signed(claims, { alg: "HS256", crit: ["x"], x: 1 }),
    signed(claims).replace(/[^.]*$/, ""),
    signed({ ...claims, exp: undefined }),
    signed({ ...claims, exp: String(soon) }),
    signed({ ...claims, nbf: soon }),
    signed({ ...claims, aud: undefined }),
  ];
  for (const token of forged) expect(await knock(server.url, `Bearer ${token}`)).toMatch(/^401 /);
  expect(await failure(workspace, [...any, ...kind, "--ws-shared-secret-file", "short"])).toEqual([
    1,
    expect.stringContaining("shorter than 32 bytes"),
  ]);
});

test.each([
  [["--ws-auth", "signed-bearer-token"], "needs --ws-shared-secret-file"],
  [["--ws-auth", "signed-bearer-token", "--ws-token-file", "t"], "require --ws-auth capability-token"],
  [["--ws-auth", "capability-token"], "needs --ws-token-file"],
  [["--ws-auth", "capability-token", "--ws-issuer", "x"], "requires --ws-auth signed-bearer-token"],
  [["--ws-audience", "x"], "requires --ws-auth signed-bearer-token"],
  [["--ws-token-sha256", "abc"], "--ws-token-sha256"],
  [["--listen", "off"], "there is no remote control"],
])("%j is refused as invalid", async (args, reason) => {
  await using model = await startModelServer([]);
  await using workspace = await createWorkspace({ model });
  const [code, said] = await failure(workspace, ["--listen", "ws://127.0.0.1:0", ...args]);
  expect(said).toContain(reason);
  expect(code).toBe(2);
});

test("a client reaches a server's socket through standard streams; without a server it gets an error", async () => {
  await using model = await startModelServer([]);
  await using workspace = await createWorkspace({ model });
  const socket = path.join(workspace.codexHome, "s");
  const [code, said] = await failure(workspace, ["proxy", "--sock", socket]);
  expect(said).toContain(`codex app-server --listen unix://${socket}`);
  expect(code).toBe(1);
  await using _server = await listening(workspace, ["--listen", `unix://${socket}`]);
  const proxy = await codex(workspace, ["proxy", "--sock", socket]);
  const ended = once(proxy, "exit");
  const streams = Duplex.from({ readable: proxy.stdout, writable: proxy.stdin });
  const open = new WebSocket("ws://localhost/", { createConnection: () => streams as never });
  const transport = webSocketTransport(await openedSocket(open));
  const client = await AppServerClient.connect(transport, { clientInfo });
  expect(client.server).toMatchObject({ codexHome: workspace.codexHome });
  open.close();
  expect(await ended).toEqual([0, null]);
});

test("editors' switches without an effect here are accepted", async () => {
  await using model = await startModelServer([]);
  await using workspace = await createWorkspace({ model });
  const server = await codex(workspace, ["--analytics-default-enabled"]);
  const ended = once(server, "exit");
  server.stdin.end(`${JSON.stringify({ id: 1, method: "initialize", params: { clientInfo } })}\n`);
  expect(JSON.parse(await text(server.stdout))).toMatchObject({ id: 1, result: {} });
  expect(await ended).toEqual([0, null]);
});

test("a port without a token is warned about, one with a token and a socket are not", async () => {
  await using workspace = await createWorkspace({ files: { token: "t0ken" } });
  const port = ["--listen", "ws://127.0.0.1:0"];
  expect(await said(workspace, port)).toContain("every program on this machine can use it");
  for (const args of [
    [...port, "--ws-token-file", "token"],
    ["--listen", "unix://s"],
  ])
    expect(await said(workspace, args)).toMatch(/^codex app-server listens on \S+\n$/);
});
