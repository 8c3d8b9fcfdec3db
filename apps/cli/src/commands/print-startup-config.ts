import { homedir } from "node:os";
import { readStartupConfig } from "@codex/app-server";
import { findCodexHome, loadConfig } from "@codex/core";
import type { Invocation } from "../command-line/command-spec.js";
import { configValuesOf } from "../command-line/config-values.js";
import type { Io } from "../io.js";

/** `codex app-server --print-startup-config`: checks the configuration without starting a server. */
export async function printStartupConfig(invocation: Invocation, io: Io): Promise<number> {
  const { cwd, env } = io;
  const cliOverrides = configValuesOf(invocation);
  const isStrict = invocation.has("strict-config");
  const { isUsable, json } = await readStartupConfig(async () => {
    const codexHome = await findCodexHome(env, homedir);
    return loadConfig({ codexHome, cwd, env, cliOverrides, isStrict, overrides: {} });
  });
  io.stdout.write(`${JSON.stringify(json)}\n`);
  return isUsable ? 0 : 1;
}
