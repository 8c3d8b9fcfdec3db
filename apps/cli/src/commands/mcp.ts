import { homedir } from "node:os";
import { streamTransport } from "@codex/jsonrpc";
import { runMcpServer, type ServerHost } from "@codex/mcp-server";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";

/** `codex mcp`: the JSON-RPC server on standard input and output. Ends when standard input does. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const transport = streamTransport({ readable: io.stdin, writable: io.stdout });
  io.signal.addEventListener("abort", () => io.stdin.destroy(), { once: true });
  await runMcpServer({
    transport,
    version: io.version,
    createHost: () => createHost(invocation, io),
    onProblem: (message) => void io.stderr.write(`mcp: ${message}\n`),
  });
  return 0;
}

async function createHost(invocation: Invocation, io: Io): Promise<ServerHost> {
  const [{ findCodexHome, loadConfig, parseCliOverride }, { createEngine }] = await Promise.all([
    import("@codex/core"),
    import("./engine.js"),
  ]);
  const codexHome = await findCodexHome(io.env, homedir());
  const started = invocation.options("config").map(parseCliOverride);
  const load: ServerHost["loadConfig"] = (overrides, cliOverrides) =>
    loadConfig({ codexHome, cwd: io.cwd, env: io.env, cliOverrides: [...started, ...cliOverrides], overrides });
  const engine = await createEngine(await load({}, []), io);
  return {
    manager: engine.manager,
    auth: engine.auth,
    env: io.env,
    codexHome,
    loadConfig: load,
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
}
