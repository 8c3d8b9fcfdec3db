import type { ServerHost } from "@codex/thread-host";
import pLimit from "p-limit";
import type { Invocation } from "../command-line/command-spec.js";
import { configValuesOf } from "../command-line/config-values.js";
import type { Io } from "../io.js";

/** As many as Node has threads that read files. A client that opens many threads at once would otherwise make every read hold memory. */
const CONFIGURATIONS_AT_ONCE = 4;

/** Creates a server's engine with the `-c` values of the server's command line. */
export async function createServerHost(invocation: Invocation, io: Io): Promise<ServerHost> {
  // Before the engine is loaded, since loading makes V8's young generation grow.
  io.keepMemorySmall?.();
  const [{ homedir }, { findCodexHome, loadConfig }, { createEngine }] = await Promise.all([
    import("node:os"),
    import("@codex/core"),
    import("./engine.js"),
  ]);
  const codexHome = await findCodexHome(io.env, homedir);
  const started = configValuesOf(invocation);
  const isStrict = invocation.has("strict-config");
  const limit = pLimit(CONFIGURATIONS_AT_ONCE);
  const load: ServerHost["loadConfig"] = (overrides, more) => {
    const cliOverrides = [...started, ...more];
    return limit(() => loadConfig({ codexHome, cwd: io.cwd, env: io.env, cliOverrides, isStrict, overrides }));
  };
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
