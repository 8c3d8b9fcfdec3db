import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { CliOverride } from "@codex/core";
import { memoryTransportPair } from "@codex/jsonrpc";
import {
  type ModelServer,
  providerConfig,
  type ScriptedReply,
  startModelServer,
  TemporaryFolder,
} from "@codex/test-support";
import { createTestHost, type HostPlace } from "../../../thread-host/test/support/test-host.js";
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
  const root = new TemporaryFolder();
  const [cwd, codexHome] = [root.at("work"), root.at("home")];
  for (const folder of [cwd, codexHome]) mkdirSync(folder);
  const model = await startModelServer(script);
  writeFileSync(path.join(codexHome, "config.toml"), `${config}\n${providerConfig("test-model", model.baseUrl)}`);
  const env = { PATH: process.env["PATH"], HOME: codexHome, TEST_KEY: "sk-test", TMPDIR: tmpdir() };
  const requirementsFile = root.at("requirements.toml");
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
      root[Symbol.dispose]();
    },
  };
}

function beginServer(place: HostPlace): OtherServer {
  const app = createAppServer({
    createHost: () => createTestHost(place),
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
