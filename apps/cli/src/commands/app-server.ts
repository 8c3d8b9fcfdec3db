import { homedir } from "node:os";
import { type AppServerOptions, createAppServer } from "@codex/app-server";
import { findCodexHome } from "@codex/core";
import { streamTransport } from "@codex/jsonrpc";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";

/** `codex app-server`: threads for editors and other clients. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  await using server = createAppServer(await optionsOf(invocation, io));
  await server.serve(streamTransport({ readable: io.stdin, writable: io.stdout }));
  return 0;
}

async function optionsOf(invocation: Invocation, io: Io): Promise<AppServerOptions> {
  return {
    createHost: async () => {
      const { createServerHost } = await import("./server-host.js");
      return createServerHost(invocation, io);
    },
    codexHome: await findCodexHome(io.env, homedir()),
    cwd: io.cwd,
    platform: io.platform,
    version: io.version,
    measureProcess: () => ({ id: process.pid, residentMemoryBytes: process.memoryUsage.rss() }),
    onProblem: (message) => void io.stderr.write(`app-server: ${message}\n`),
  };
}
