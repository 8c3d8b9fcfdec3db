import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { memoryTransportPair } from "@codex/jsonrpc";
import {
  type ModelReply,
  type ModelServer,
  providerConfig,
  startModelServer,
  TemporaryFolder,
} from "@codex/test-support";
import { createTestHost } from "../../../thread-host/test/support/test-host.js";
import { type CodexServerOptions, type CreateServerHost, runMcpServer } from "../../src/index.js";
import { createClient, type TestClient } from "./test-client.js";

export interface WorldOptions {
  /** The model's replies, one for each of its requests. */
  readonly script?: readonly ModelReply[];
  /** Lines at the top of config.toml. Default: no approvals, no sandbox. */
  readonly config?: string;
}

/** A working folder, a home with a configuration, and a model server. */
export interface World extends AsyncDisposable {
  readonly cwd: string;
  readonly codexHome: string;
  readonly model: ModelServer;
  readonly createHost: CreateServerHost;
}

/** No approvals, no sandbox. */
export const UNRESTRICTED = 'approval_policy = "never"\nsandbox_mode = "danger-full-access"';
/** Every command that is not known to be harmless needs approval. */
export const ASKS = 'approval_policy = "untrusted"\nsandbox_mode = "read-only"';

export async function createWorld({ script = [], config = UNRESTRICTED }: WorldOptions = {}): Promise<World> {
  const root = new TemporaryFolder();
  const [cwd, codexHome] = [root.at("work"), root.at("home")];
  await Promise.all([mkdir(cwd), mkdir(codexHome)]);
  const env = { PATH: process.env["PATH"], HOME: codexHome, TEST_KEY: "sk-test", TMPDIR: tmpdir() };
  const model = await startModelServer(script);
  await writeFile(path.join(codexHome, "config.toml"), `${config}\n${providerConfig("gpt-5", model.baseUrl)}`);
  return {
    cwd,
    codexHome,
    model,
    createHost: () => createTestHost({ cwd, codexHome, env }),
    async [Symbol.asyncDispose]() {
      try {
        await model[Symbol.asyncDispose]();
      } finally {
        root[Symbol.dispose]();
      }
    },
  };
}

/** A server in this process, with one client after the handshake. */
export interface TestServer extends TestClient, AsyncDisposable {
  readonly world: World;
  /** Settles when the server has ended. */
  readonly ended: Promise<void>;
}

export interface ServerOptions extends WorldOptions, Partial<CodexServerOptions> {
  /** The client's capabilities. Default: it can be asked. */
  readonly capabilities?: Record<string, unknown>;
  /** Serves in an existing world instead of a new one. */
  readonly world?: World;
}

export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const world = options.world ?? (await createWorld(options));
  const [here, there] = memoryTransportPair();
  const { createHost } = world;
  const ended = runMcpServer({ version: "0.0.0", ...options, transport: there, createHost });
  const client = createClient(here);
  await client.introduce(options.capabilities);
  return Object.assign(client, {
    world,
    ended,
    async [Symbol.asyncDispose]() {
      await client.connection.close();
      await ended;
      if (options.world === undefined) await world[Symbol.asyncDispose]();
    },
  });
}
