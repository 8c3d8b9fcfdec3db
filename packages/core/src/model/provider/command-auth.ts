import { execFile } from "node:child_process";
import type { Environment } from "../../environment.js";
import { CodexError } from "../../error.js";
import type { ModelAuth, ModelCredentials } from "../model-client.js";
import type { ModelProviderInfo } from "./provider-info.js";

const DEFAULT_TIMEOUT_MS = 5000;
const DEFAULT_REFRESH_INTERVAL_MS = 300_000;
const MAX_BYTES = 64 * 1024;

/** Stored with the provider, so that all requests to it share a token. */
const known = new WeakMap<ModelProviderInfo, ModelAuth>();

/** The tokens printed by a provider's own command; undefined if it has none. */
export function commandAuth(provider: ModelProviderInfo, env: Environment): ModelAuth | undefined {
  if (provider.auth === undefined) return undefined;
  let auth = known.get(provider);
  if (auth === undefined) {
    auth = authBy(provider.auth, { name: provider.name, env });
    known.set(provider, auth);
  }
  return auth;
}

type CommandToml = NonNullable<ModelProviderInfo["auth"]>;

interface Place {
  /** The provider's name, for people. */
  readonly name: string;
  readonly env: Environment;
}

function authBy(command: CommandToml, place: Place): ModelAuth {
  const maxAgeMs = command.refresh_interval_ms ?? DEFAULT_REFRESH_INTERVAL_MS;
  let kept: { readonly token: string; readonly at: number } | undefined;
  const isOld = (at: number) => maxAgeMs > 0 && performance.now() - at >= maxAgeMs;
  const renew = async (signal: AbortSignal) => {
    kept = { token: await printedToken(command, place, signal), at: performance.now() };
    return kept.token;
  };
  return {
    async get(signal): Promise<ModelCredentials> {
      const token = kept === undefined || isOld(kept.at) ? await renew(signal) : kept.token;
      return { mode: "apikey", token };
    },
    async refresh(signal, refused) {
      if (kept !== undefined && kept.token !== refused) return true;
      return (await renew(signal)) !== refused;
    },
  };
}

/** Its output is a secret, so no message repeats it. */
function printedToken(command: CommandToml, { name, env }: Place, signal: AbortSignal): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const timeoutMs = command.timeout_ms ?? DEFAULT_TIMEOUT_MS;
  const fail = (reason: string, cause?: unknown) => {
    const message = `No token for the model provider ${name}: its \`auth\` command ${command.command} ${reason}`;
    reject(new CodexError("auth-required", message, { cause }));
  };
  const options = {
    cwd: command.cwd,
    env: { ...env },
    timeout: timeoutMs,
    killSignal: "SIGKILL",
    maxBuffer: MAX_BYTES,
    signal,
    windowsHide: true,
  } as const;
  execFile(command.command, [...(command.args ?? [])], options, (error, stdout) => {
    const token = stdout.trim();
    if (signal.aborted) reject(new CodexError("interrupted", "interrupted", { cause: error }));
    else if (error !== null) fail(whyFailed(error, timeoutMs), error);
    else if (token === "" || /\s/.test(token)) fail(token === "" ? "printed nothing" : "printed more than one word");
    else resolve(token);
  });
  return promise;
}

function whyFailed({ code, killed }: { code?: string | number | null; killed?: boolean }, timeoutMs: number): string {
  if (code === "ENOENT") return "was not found";
  if (killed === true) return `took more than ${timeoutMs} ms`;
  return typeof code === "number" ? `ended with ${code}` : "could not be run";
}
