import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { closedPort } from "@codex/test-support";
import { hasNats, startServer } from "../../../../packages/fleet/test/nats-conf.js";

export { hasNats };

/** A real NATS server with JetStream, with its own port and folder. */
export interface NatsServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** Its own folder. */
  readonly folder: string;
  /** Makes it hang: connections stay open, and nothing is answered. */
  hang(): void;
  /** Kills it, like a crash. */
  kill(): Promise<void>;
  /** Restarts it on the same port, with its stored data. */
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
    hang: () => void server.kill("SIGSTOP"),
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
