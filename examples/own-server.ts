// An app-server inside the program, with a client of it on the other end of a line in memory.
import { homedir } from "node:os";
import { createAppServer } from "@codex/app-server";
import { AppServerClient } from "@codex/client/app-server";
import { createUserAgent, findCodexHome, loadConfig, ThreadManager, WIRE_VERSION } from "@codex/core";
import { memoryTransportPair } from "@codex/jsonrpc";
import { AuthManager } from "@codex/login";
import type { ServerHost } from "@codex/thread-host";

const { env, platform } = process;
const cwd = process.cwd();
const codexHome = await findCodexHome(env, homedir);

/** The engine behind the server, made with the first request that needs it. */
async function createHost(): Promise<ServerHost> {
  const auth = await AuthManager.load({ codexHome, env });
  const userAgent = createUserAgent("example", env);
  const manager = new ThreadManager({ env, platform, version: WIRE_VERSION, userAgent, auth: auth.modelAuth() });
  return {
    manager,
    auth,
    env,
    codexHome,
    loadConfig: (overrides, cliOverrides) => loadConfig({ codexHome, cwd, env, overrides, cliOverrides }),
    async [Symbol.asyncDispose]() {
      await manager[Symbol.asyncDispose]();
      await auth[Symbol.asyncDispose]();
    },
  };
}

await using server = createAppServer({ createHost, codexHome, cwd, platform, version: "1.0.0" });
const [here, there] = memoryTransportPair();
const served = server.serve(there);

const client = await AppServerClient.connect(here, { clientInfo: { name: "example", version: "1.0.0" } });
client.on("item/agentMessage/delta", ({ delta }) => process.stdout.write(delta));
const { thread } = await client.call("thread/start", { sandbox: "read-only" });
const completed = client.next("turn/completed", ({ threadId }) => threadId === thread.id);
const input = [{ type: "text" as const, text: "What does this project do?" }];
const [{ turn }] = await Promise.all([completed, client.call("turn/start", { threadId: thread.id, input })]);
console.log(`\n${turn.status}`);
await client.close();
await served;
