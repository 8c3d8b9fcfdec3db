import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { type HttpServer, startMcpHttpServer } from "../../src/index.js";
import { createWorld, type WorldOptions } from "./start-server.js";

/** A client's first message. */
export const initialize = {
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "test", version: "1" } },
};

export async function startHttp(options?: WorldOptions) {
  const world = await createWorld(options);
  const server = await startMcpHttpServer({ port: 0, version: "0.0.0", createHost: world.createHost });
  return {
    world,
    server,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

export const authorization = ({ token }: HttpServer) => `Bearer ${token}`;

export async function connectSdk(server: HttpServer): Promise<Client> {
  const client = new Client({ name: "sdk", version: "1" }, { capabilities: { elicitation: {} } });
  const requestInit = { headers: { authorization: authorization(server) } };
  await client.connect(new StreamableHTTPClientTransport(new URL(server.url), { requestInit }));
  return client;
}
