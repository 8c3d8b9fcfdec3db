import { homedir } from "node:os";
import { type AppServer, type AppServerOptions, createAppServer, parseListenAddress } from "@codex/app-server";
import { findCodexHome } from "@codex/core";
import { streamTransport } from "@codex/jsonrpc";
import { terminalLine } from "@codex/terminal";
import type { ThreadHome } from "@codex/thread-host";
import type { Invocation } from "../command-line/command-spec.js";
import { configValuesOf } from "../command-line/config-values.js";
import { ExitCode } from "../exec/exit-code.js";
import type { Io } from "../io.js";
import { readClientProof } from "./read-client-proof.js";
import { refuseUnkeptRequirements } from "./refuse-unkept-requirements.js";

/** `codex app-server`: threads for editors and other clients. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  if (invocation.has("print-startup-config")) {
    return (await import("./print-startup-config.js")).printStartupConfig(invocation, io);
  }
  await refuseUnkeptRequirements();
  await using home = await openHome(invocation, io);
  await using server = createAppServer({ ...(await optionsOf(invocation, io)), home });
  const url = invocation.option("listen") ?? "stdio://";
  if (url !== "stdio://") return waitForClients(server, { url, invocation }, io);
  const transport = streamTransport({ readable: io.stdin, writable: io.stdout, gather: setImmediate });
  io.signal.addEventListener("abort", () => io.stdin.destroy(), { once: true });
  await server.serve(transport);
  return 0;
}

/** The fleet named on the command line; undefined to use this process's engine. `CODEX_FLEET` is for other commands and ignored here. */
async function openHome(invocation: Invocation, io: Io): Promise<(ThreadHome & AsyncDisposable) | undefined> {
  if (!invocation.has("fleet")) return undefined;
  const { openAppServerHome } = await import("../fleet/app-server-home.js");
  return openAppServerHome(invocation, io);
}

const WITHOUT_TOKEN =
  "without a token, every program on this machine can use it, also a command in the sandbox that has the network; see --ws-token-file, or listen on unix://";

/** Settles when the signal is aborted. */
async function waitForClients(
  server: AppServer,
  { url, invocation }: { readonly url: string; readonly invocation: Invocation },
  io: Io,
): Promise<number> {
  const { codexHome } = server.options;
  const address = parseListenAddress(url, { cwd: io.cwd, codexHome });
  const usageError = (message: string): number => {
    io.stderr.write(`error: ${message}\n`);
    return ExitCode.usage;
  };
  // Codex 0.171 has it for servers that only its remote control reaches, and refuses it without that.
  if (url === "off")
    return usageError("--listen off would leave the server without clients: there is no remote control");
  if (address === undefined) {
    return usageError(`--listen: expected ws://127.0.0.1:PORT, unix://PATH or stdio://, got '${terminalLine(url)}'`);
  }
  const read = await readClientProof(invocation, io);
  if (read.type === "usage-error") return usageError(read.message);
  const { listen } = await import("@codex/app-server/listen");
  await using listener = await listen(server, { address, proof: read.proof });
  io.stderr.write(`codex app-server listens on ${listener.url}\n`);
  if (address.type === "tcp" && read.proof === undefined) io.stderr.write(`note: ${WITHOUT_TOKEN}\n`);
  await new Promise<void>((resolve) => {
    io.signal.addEventListener("abort", () => resolve(), { once: true });
    if (io.signal.aborted) resolve();
  });
  return 0;
}

async function optionsOf(invocation: Invocation, io: Io): Promise<AppServerOptions> {
  return {
    createHost: async () => {
      const { createServerHost } = await import("./server-host.js");
      return createServerHost(invocation, io);
    },
    codexHome: await findCodexHome(io.env, homedir),
    cwd: io.cwd,
    cliOverrides: configValuesOf(invocation),
    platform: io.platform,
    version: io.version,
    measureProcess: () => ({ id: process.pid, residentMemoryBytes: process.memoryUsage.rss() }),
    onProblem: (message) => void io.stderr.write(`app-server: ${message}\n`),
  };
}
