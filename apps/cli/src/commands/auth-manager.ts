import { homedir } from "node:os";
import { type CliOverride, findCodexHome, loadConfig, parseCliOverride } from "@codex/core";
import { AuthManager, type Issuer, openAiIssuer } from "@codex/login";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";

/** The login of this run's `CODEX_HOME`, as its configuration wants it kept and chosen. */
export async function loadAuthManager(invocation: Invocation, io: Io): Promise<AuthManager> {
  const codexHome = await findCodexHome(io.env, homedir());
  const cliOverrides: readonly CliOverride[] = invocation.options("config").map(parseCliOverride);
  const config = await loadConfig({ codexHome, cwd: io.cwd, env: io.env, cliOverrides, overrides: {} });
  return AuthManager.load({
    codexHome,
    env: io.env,
    preferredAuthMethod: config.preferredAuthMethod,
    issuer: issuerOf(invocation),
    onWarning: (message) => void io.stderr.write(`warning: ${message}\n`),
  });
}

export function issuerOf(invocation: Invocation): Issuer {
  return {
    url: invocation.option("experimental_issuer") ?? openAiIssuer.url,
    clientId: invocation.option("experimental_client-id") ?? openAiIssuer.clientId,
  };
}
