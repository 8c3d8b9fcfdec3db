import { environmentValue } from "../../environment.js";
import { CodexError } from "../../error.js";
import type { ModelClientOptions, ModelCredentials } from "../model-client.js";
import { commandAuth } from "./command-auth.js";
import { orLoginFailure } from "./login-failure.js";

/** People put the key itself where its variable's name belongs: it must not be repeated. */
export const shownName = (name: string): string =>
  looksLikeVariable(name) ? name : "(env_key has to be the name of a variable)";

/** Words in a single case, as is customary for variables; keys mix cases or contain no words. */
const looksLikeVariable = (name: string): boolean =>
  name.length <= 64 && /^([A-Z][A-Z0-9]{0,23}(_[A-Z0-9]{0,23})*|[a-z]{1,23}(_[a-z]{0,23})*)$/.test(name);

/**
 * The token for a request: that of the provider's command, its own key, or else the user's login if the provider wants it.
 * `undefined`: the server needs none. Throws `environment-variable-missing`, `auth-required`, `connection-failed` or
 * `interrupted`.
 */
export async function modelCredentials(
  { provider, auth, env }: Pick<ModelClientOptions, "provider" | "auth" | "env">,
  signal: AbortSignal,
): Promise<ModelCredentials | undefined> {
  const printed = await commandAuth(provider, env)?.get(signal);
  if (printed !== undefined) return printed;
  const key = provider.env_key === undefined ? undefined : environmentValue(env, provider.env_key)?.trim();
  if (key !== undefined) return { mode: "apikey", token: key };
  const written = provider.experimental_bearer_token?.trim();
  if (written !== undefined) return { mode: "apikey", token: written };
  // Differs from codex-rs: a server that does not require it never sees the user's OpenAI login.
  const login = provider.requires_openai_auth && auth ? await orLoginFailure(auth.get(signal), signal) : undefined;
  if (login !== undefined) return login;
  if (provider.env_key !== undefined) {
    const advice = provider.env_key_instructions === undefined ? "" : ` ${provider.env_key_instructions}`;
    throw new CodexError(
      "environment-variable-missing",
      `Missing environment variable: \`${shownName(provider.env_key)}\`.${advice}`,
    );
  }
  if (provider.requires_openai_auth && provider.base_url === undefined) {
    throw new CodexError("auth-required", "Not logged in. Run `codex login`, or set OPENAI_API_KEY and run it again.");
  }
  return undefined;
}
