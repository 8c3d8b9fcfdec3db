import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { Duplex } from "node:stream";
import {
  Connection,
  memoryTransportPair,
  messagePortTransport,
  type RequestHandler,
  type Transport,
} from "@codex/jsonrpc";
import { expect, test } from "vitest";
import { AppServerClient, type AppServerClientOptions, openedSocket } from "../src/app-server/index.js";
import { ClientError } from "../src/client-error.js";

const INTRODUCTION = { userAgent: "x/0.171.0", codexHome: "/h", platformFamily: "unix", platformOs: "linux" };
const clientInfo = { name: "tester", version: "1" };

/** An app-server with the given handlers, which records notifications. */
function serve(transport: Transport, handlers: Record<string, RequestHandler> = {}) {
  const heard: { method: string; params: unknown }[] = [];
  const connection = new Connection({
    transport,
    writesVersion: false,
    findHandler: (method) => handlers[method] ?? (method === "initialize" ? () => INTRODUCTION : undefined),
    onNotification: (method, params) => void heard.push({ method, params }),
  });
  return { connection, heard };
}

async function open(handlers: Record<string, RequestHandler> = {}, options: Partial<AppServerClientOptions> = {}) {
  const [here, there] = memoryTransportPair();
  const server = serve(there, handlers);
  const client = await AppServerClient.connect(here, { clientInfo, ...options });
  return { client, server };
}

test("a client performs the handshake, sends requests, and reads results in the protocol's types", async () => {
  let introduced: unknown;
  const { client, server } = await open(
    {
      initialize: (params) => {
        introduced = params;
        return INTRODUCTION;
      },
      "fs/readFile": (params) => ({ dataBase64: Buffer.from(JSON.stringify(params)).toString("base64") }),
      "fs/createDirectory": () => ({}),
      "config/read": () => ({ nonsense: true }),
    },
    { experimentalApi: true, unwanted: ["warning"] },
  );
  await using _ = client;
  expect(introduced).toMatchObject({
    clientInfo: { name: "tester" },
    capabilities: { experimentalApi: true, optOutNotificationMethods: ["warning"] },
  });
  expect(client.server).toEqual(INTRODUCTION);
  const { dataBase64 } = await client.call("fs/readFile", { path: "/a" });
  expect(JSON.parse(Buffer.from(dataBase64, "base64").toString())).toEqual({ path: "/a" });
  expect(server.heard).toEqual([{ method: "initialized", params: undefined }]);
  await expect(client.call("config/read", {})).rejects.toMatchObject({ code: "invalid-result" });
});

test("notifications reach listeners until they are disposed", async () => {
  const { client, server } = await open();
  await using _ = client;
  const heard: string[] = [];
  const hearing = client.on("warning", ({ message }) => void heard.push(message));
  const second = client.next("warning", ({ message }) => message === "2");
  await server.connection.notify("warning", { message: "1" });
  await server.connection.notify("warning", { message: 7 });
  await server.connection.notify("warning", { message: "2" });
  expect(await second).toMatchObject({ message: "2" });
  hearing[Symbol.dispose]();
  const third = client.next("warning");
  await server.connection.notify("warning", { message: "3" });
  await third;
  expect(heard).toEqual(["1", "2"]);
});

test("the server's requests are answered by their handlers; others are refused", async () => {
  const { client, server } = await open(
    {},
    {
      answers: {
        "item/tool/call": ({ tool }) => ({ contentItems: [{ type: "inputText", text: tool }], success: true }),
      },
    },
  );
  await using _ = client;
  const call = { threadId: "t", turnId: "u", callId: "c", tool: "look", arguments: {} };
  expect(await server.connection.request("item/tool/call", call)).toMatchObject({ contentItems: [{ text: "look" }] });
  await expect(server.connection.request("item/tool/call", {})).rejects.toMatchObject({ code: -32602 });
  await expect(server.connection.request("item/fileChange/requestApproval", {})).rejects.toMatchObject({
    code: -32601,
  });
});

test("waiting ends with the signal, and with the connection", async () => {
  const { client, server } = await open();
  const stop = new AbortController();
  const given = client.next("warning", undefined, stop.signal);
  stop.abort(new Error("enough"));
  await expect(given).rejects.toThrow("enough");
  const left = client.next("warning");
  await server.connection.close();
  await expect(left).rejects.toBeInstanceOf(ClientError);
  await expect(client.next("warning")).rejects.toMatchObject({ code: "disconnected" });
});

test("a server that is not an app-server is reported", async () => {
  const [here, there] = memoryTransportPair();
  serve(there, { initialize: () => ({ protocolVersion: "2025-06-18" }) });
  await expect(AppServerClient.connect(here, { clientInfo })).rejects.toMatchObject({ code: "handshake-failed" });
});

test("a client connects over a message port", async () => {
  const { port1, port2 } = new MessageChannel();
  serve(messagePortTransport(port2));
  await using client = await AppServerClient.connect(messagePortTransport(port1), { clientInfo });
  expect(client.server.codexHome).toBe("/h");
});

test("a refused socket is reported", async () => {
  const server = createServer((_, response) => response.writeHead(403).end());
  server.on("upgrade", (_, socket) => socket.end("HTTP/1.1 403 Forbidden\r\n\r\n"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const opening = openedSocket(new WebSocket(`ws://127.0.0.1:${port}`));
  await expect(opening).rejects.toMatchObject({ code: "disconnected" });
  server.close();
});

/** A server whose sockets stay open until somebody closes them; `isMute`: it accepts connections and answers nothing. */
async function startSockets({ isMute }: { readonly isMute: boolean }) {
  const server = createServer();
  const taken = new Set<Duplex>();
  server.on("connection", (socket) => taken.add(socket));
  server.on("upgrade", (request, socket) => {
    const key = `${request.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash("sha1").update(key).digest("base64");
    const lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"];
    if (!isMute) socket.write(`${[...lines, `Sec-WebSocket-Accept: ${accept}`].join("\r\n")}\r\n\r\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `ws://127.0.0.1:${port}`,
    [Symbol.dispose]() {
      for (const socket of taken) socket.destroy();
      server.close();
    },
  };
}

test("an open socket resolves at once, a closed one fails", async () => {
  using server = await startSockets({ isMute: false });
  const socket = await openedSocket(new WebSocket(server.url));
  expect(await openedSocket(socket)).toBe(socket);
  socket.close();
  await expect(openedSocket(socket)).rejects.toMatchObject({ code: "disconnected" });
});

test("waiting for a socket can be cancelled", async () => {
  using server = await startSockets({ isMute: true });
  const socket = new WebSocket(server.url);
  const giveUp = new AbortController();
  const opening = openedSocket(socket, { signal: giveUp.signal });
  giveUp.abort(new Error("enough"));
  await expect(opening).rejects.toThrow("enough");
  expect(socket.readyState).toBeGreaterThan(WebSocket.OPEN);
});
