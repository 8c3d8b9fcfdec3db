import { environmentValue } from "../environment.js";
import { CodexError } from "../error.js";
import type { ModelClientOptions, ModelCredentials } from "./model-client.js";

/**
 * Whose token a request carries: the provider's own key, else the user's login where the provider wants it. `undefined`:
 * the server asks for none. Throws `environment-variable-missing` or `auth-required`.
 */
export async function modelCredentials(
  { provider, auth, env }: ModelClientOptions,
  signal: AbortSignal,
): Promise<ModelCredentials | undefined> {
  const key = provider.env_key === undefined ? undefined : environmentValue(env, provider.env_key);
  if (key !== undefined) return { mode: "apikey", token: key };
  // Differs from codex-rs: a server that does not ask for it never sees the user's OpenAI login.
  const login = provider.requires_openai_auth ? await auth?.get(signal) : undefined;
  if (login !== undefined) return login;
  if (provider.env_key !== undefined) {
    const advice = provider.env_key_instructions === undefined ? "" : ` ${provider.env_key_instructions}`;
    throw new CodexError(
      "environment-variable-missing",
      `Missing environment variable: \`${provider.env_key}\`.${advice}`,
    );
  }
  if (provider.requires_openai_auth && provider.base_url === undefined) {
    throw new CodexError("auth-required", "Not logged in. Run `codex login`, or set OPENAI_API_KEY and run it again.");
  }
  return undefined;
}
