import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { closedPort } from "@codex/test-support";

export const hasNats = (() => {
  try {
    execFileSync("nats-server", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

/** A real NATS server with JetStream, on a port and a folder of its own. */
export interface NatsServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** The folder of its own. */
  readonly folder: string;
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>;
  /** Starts it again on the same port, with what it has kept. */
  restart(): Promise<void>;
}

export async function startNats(args: (folder: string) => readonly string[] = () => []): Promise<NatsServer> {
  const folder = await mkdtemp(path.join(tmpdir(), "codex-nats-"));
  const port = await closedPort();
  const start = () => startServer(["-js", "-sd", folder, "-a", "127.0.0.1", "-p", String(port), ...args(folder)]);
  let server = await start();
  const kill = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    server.kill("SIGKILL");
    await once(server, "exit");
  };
  return {
    url: `nats://127.0.0.1:${port}`,
    port,
    folder,
    kill,
    async restart() {
      server = await start();
    },
    async [Symbol.asyncDispose]() {
      await kill();
      await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    },
  };
}

/** Settles when it takes connections. */
async function startServer(args: readonly string[]): Promise<ChildProcess> {
  const server = spawn("nats-server", [...args], { stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  await new Promise<void>((resolve, reject) => {
    server.stderr.on("data", (chunk: Buffer) => {
      log += chunk.toString("utf8");
      if (log.includes("Server is ready")) resolve();
    });
    server.once("error", reject);
    server.once("exit", () => reject(new Error(`nats-server ended:\n${log}`)));
  });
  return server;
}
