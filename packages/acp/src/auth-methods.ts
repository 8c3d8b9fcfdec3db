import type { ClientAbilities } from "./wire/initialize.js";

/** A way to log in, as an editor lists it. */
export interface AuthMethod {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly type?: "terminal";
  readonly args?: readonly string[];
}

/** Variables that may contain an API key; the first one set wins. */
export const KEY_VARIABLES = ["CODEX_API_KEY", "OPENAI_API_KEY"] as const;

export const DEVICE_CODE = "device-code";

type Env = Readonly<Record<string, string | undefined>>;

/** The key in the environment that the editor started us with. */
export const keyIn = (env: Env): string | undefined => KEY_VARIABLES.map((name) => env[name]?.trim()).find(Boolean);

/** The ways to log in that this editor can offer. Programs take the first, so an available key comes first. */
export function authMethods(
  { opensTerminals, showsLinks }: Pick<ClientAbilities, "opensTerminals" | "showsLinks">,
  env: Env,
): AuthMethod[] {
  const device = {
    id: DEVICE_CODE,
    name: "Log in with ChatGPT on another device",
    description: "With a code, in a browser on any machine",
  };
  const key = {
    id: "api-key",
    name: "Use an API key",
    description: `From the environment: ${KEY_VARIABLES.join(" or ")}`,
  };
  const accounts: AuthMethod[] = [
    { id: "chatgpt", name: "Log in with ChatGPT", description: "In this machine's browser" },
    ...(opensTerminals ? [{ ...device, type: "terminal" as const, args: ["login", "--device-auth"] }] : []),
    ...(showsLinks && !opensTerminals ? [device] : []),
  ];
  return keyIn(env) === undefined ? [...accounts, key] : [key, ...accounts];
}
