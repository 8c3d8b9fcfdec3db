import { Socket } from "node:net";
import { streamTransport } from "@codex/jsonrpc";
import { type McpHttpServerOptions, runMcpServer, startMcpHttpServer } from "@codex/mcp-server";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import { refuseUnkeptRequirements } from "./refuse-unkept-requirements.js";

/** `codex mcp`: runs the JSON-RPC server, for one client on standard input and output or for many over HTTP. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  await refuseUnkeptRequirements();
  const options = {
    version: io.version,
    sendsEvents: !invocation.has("no-events"),
    createHost: async () => {
      const { createServerHost } = await import("./server-host.js");
      return createServerHost(invocation, io);
    },
    onProblem: (message: string) => void io.stderr.write(`mcp: ${message}\n`),
  };
  const port = invocation.option("http");
  return port === undefined ? serveStdio(options, io) : serveHttp({ ...options, port: parsePort(port) }, io);
}

/** Settles when standard input ends. */
async function serveStdio(options: Omit<McpHttpServerOptions, "port">, io: Io): Promise<number> {
  const transport = streamTransport({ readable: io.stdin, writable: io.stdout, gather: setImmediate });
  io.signal.addEventListener("abort", () => io.stdin.destroy(), { once: true });
  await runMcpServer({ ...options, transport });
  return 0;
}

/** Settles when the signal is aborted, or when whoever holds the other end of standard input is gone. */
async function serveHttp(options: McpHttpServerOptions, io: Io): Promise<number> {
  await using server = await startMcpHttpServer(options);
  io.stdout.write(`${JSON.stringify({ url: server.url, token: server.token })}\n`);
  await new Promise<void>((resolve) => {
    io.signal.addEventListener("abort", () => resolve(), { once: true });
    if (io.signal.aborted) resolve();
    // A terminal or a file as standard input does not represent whoever started us; a pipe does.
    if (io.stdin.isTTY !== true && io.stdin instanceof Socket) io.stdin.once("close", resolve).resume();
  });
  return 0;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port < 65_536) return port;
  throw new Error(`--http: expected a port between 0 and 65535, got '${text}'`);
}
