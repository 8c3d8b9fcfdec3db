import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type CliOverride, type ConfigSources, loadConfig, ThreadManager } from "@codex/core";
import { memoryTransportPair } from "@codex/jsonrpc";
import { AuthManager } from "@codex/login";
import { type ModelServer, type ScriptedReply, startModelServer } from "@codex/test-support";
import type { ServerHost } from "@codex/thread-host";
import { type AppServer, createAppServer } from "../../src/index.js";
import { connectClient, type TestClient } from "./test-client.js";

export interface WorldOptions {
  /** The model's replies, one for each of its requests. */
  readonly script?: readonly ScriptedReply[];
  /** Lines at the top of config.toml. Default: no approvals, no sandbox. */
  readonly config?: string;
  /** An administrator's requirements. Default: none. */
  readonly requirements?: string;
  /** Overrides of the configuration. */
  readonly cliOverrides?: readonly CliOverride[];
}

/** A server in this process with a working folder, a home with a configuration, and a model server. */
export interface TestServer extends AsyncDisposable {
  readonly cwd: string;
  readonly codexHome: string;
  readonly model: ModelServer;
  readonly app: AppServer;
  /** A client after the handshake. */
  connect(capabilities?: Record<string, unknown>): Promise<TestClient>;
  /** A client before the handshake. */
  connectSilently(): TestClient;
  /** Another server with the same home, after ending this one. */
  restart(): Promise<OtherServer>;
  /** Another server with the same home, beside this one. */
  beside(): OtherServer;
}

type OtherServer = Pick<TestServer, "app" | "connect" | "connectSilently"> & AsyncDisposable;

const UNRESTRICTED = 'approval_policy = "never"\nsandbox_mode = "danger-full-access"';

export async function startServer({
  script = [],
  config = UNRESTRICTED,
  requirements,
  cliOverrides = [],
}: WorldOptions = {}): Promise<TestServer> {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), "codex-app-server-")));
  const [cwd, codexHome] = [path.join(root, "work"), path.join(root, "home")];
  for (const folder of [cwd, codexHome]) mkdirSync(folder);
  const model = await startModelServer(script);
  writeFileSync(path.join(codexHome, "config.toml"), `${config}\n${providerAt(model.baseUrl)}`);
  const env = { PATH: process.env["PATH"], HOME: codexHome, TEST_KEY: "sk-test", TMPDIR: tmpdir() };
  const requirementsFile = path.join(root, "requirements.toml");
  if (requirements !== undefined) writeFileSync(requirementsFile, requirements);
  const begin = () => beginServer({ cwd, codexHome, env, requirementsFile, cliOverrides });
  const first = begin();
  let end: Promise<void> | undefined;
  const endFirst = () => (end ??= Promise.resolve(first[Symbol.asyncDispose]()));
  return {
    ...first,
    cwd,
    codexHome,
    model,
    async restart() {
      await endFirst();
      return begin();
    },
    beside: begin,
    async [Symbol.asyncDispose]() {
      await endFirst();
      await model[Symbol.asyncDispose]();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function beginServer(place: Place): OtherServer {
  const app = createAppServer({
    createHost: () => createHost(place),
    codexHome: place.codexHome,
    cwd: place.cwd,
    cliOverrides: place.cliOverrides,
    requirementsFile: place.requirementsFile,
    platform: process.platform,
    version: "0.0.0",
    loginPort: 0,
  });
  const clients: TestClient[] = [];
  const connectSilently = () => {
    const [here, there] = memoryTransportPair();
    const client = connectClient(here, app.serve(there));
    clients.push(client);
    return client;
  };
  return {
    app,
    connectSilently,
    async connect(capabilities) {
      const client = connectSilently();
      await client.call("initialize", { clientInfo: { name: "tester", version: "1" }, capabilities });
      return client;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(clients.map((client) => client[Symbol.asyncDispose]()));
      await app[Symbol.asyncDispose]();
    },
  };
}

interface Place extends Pick<ConfigSources, "cwd" | "codexHome" | "env" | "requirementsFile"> {
  readonly cliOverrides: readonly CliOverride[];
}

async function createHost(place: Place): Promise<ServerHost> {
  const auth = await AuthManager.load({ codexHome: place.codexHome, env: place.env });
  const manager = new ThreadManager({
    env: place.env,
    platform: process.platform,
    version: "0.0.0",
    userAgent: "test",
    auth: auth.modelAuth(),
  });
  return {
    manager,
    auth,
    env: place.env,
    codexHome: place.codexHome,
    loadConfig: (overrides, requested) =>
      loadConfig({ ...place, cliOverrides: [...place.cliOverrides, ...requested], overrides }),
    async [Symbol.asyncDispose]() {
      await manager[Symbol.asyncDispose]();
      await auth[Symbol.asyncDispose]();
    },
  };
}

function providerAt(baseUrl: string): string {
  return `model = "test-model"
model_provider = "test"
[model_providers.test]
name = "test"
base_url = "${baseUrl}"
env_key = "TEST_KEY"
wire_api = "responses"
request_max_retries = 0
stream_max_retries = 0
`;
}
