import { homedir } from "node:os";
import { type Config, environmentFetch, findCodexHome, loadConfig } from "@codex/core";
import { AuthManager, createAuthStorage, type Issuer, openAiIssuer } from "@codex/login";
import type { Invocation } from "../command-line/command-spec.js";
import { configValuesOf } from "../command-line/config-values.js";
import type { Io } from "../io.js";

/** The login in the `CODEX_HOME` of a command line. */
export async function authManagerFromInvocation(invocation: Invocation, io: Io): Promise<AuthManager> {
  const codexHome = await findCodexHome(io.env, homedir);
  const cliOverrides = configValuesOf(invocation);
  const config = await loadConfig({ codexHome, cwd: io.cwd, env: io.env, cliOverrides, overrides: {} });
  return openAuthManager(config, io, { issuer: issuerOf(invocation, io) });
}

export interface LoginOptions {
  /** Default: OpenAI. */
  readonly issuer?: Issuer;
  /** An API key that takes precedence over stored logins. */
  readonly apiKey?: string | undefined;
}

/** The login that the configuration selects, stored and refreshed as it says. */
export function openAuthManager(
  config: Pick<Config, "codexHome" | "preferredAuthMethod" | "loginLimits" | "credentialStore">,
  io: Pick<Io, "env" | "stderr">,
  { issuer = { ...openAiIssuer, fetch: environmentFetch(io.env) }, apiKey }: LoginOptions = {},
): Promise<AuthManager> {
  const { codexHome, preferredAuthMethod, loginLimits: limits } = config;
  const onWarning = (message: string) => void io.stderr.write(`warning: ${message}\n`);
  const storage = createAuthStorage({ codexHome, store: config.credentialStore, onWarning });
  return AuthManager.load({ codexHome, env: io.env, preferredAuthMethod, limits, storage, issuer, apiKey, onWarning });
}

/** OpenAI, unless the command line says otherwise; connects the same way as to the model. */
export function issuerOf(invocation: Invocation, io: Pick<Io, "env">): Issuer {
  return {
    url: invocation.option("experimental_issuer") ?? openAiIssuer.url,
    clientId: invocation.option("experimental_client-id") ?? openAiIssuer.clientId,
    fetch: environmentFetch(io.env),
  };
}
