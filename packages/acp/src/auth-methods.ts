import type { ClientAbilities } from "./wire/initialize.js";

/** A way to log in, as an editor lists it. */
export interface AuthMethod {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly type?: "terminal";
  readonly args?: readonly string[];
}

/** Variables that may hold a key, the first one wins. */
export const KEY_VARIABLES = ["CODEX_API_KEY", "OPENAI_API_KEY"] as const;

/** The ways to log in that this editor can offer. */
export function authMethods({ opensTerminals }: Pick<ClientAbilities, "opensTerminals">): AuthMethod[] {
  return [
    { id: "chatgpt", name: "Log in with ChatGPT", description: "In the browser of this machine" },
    ...(opensTerminals
      ? [
          {
            id: "device-code",
            name: "Log in with ChatGPT elsewhere",
            description: "With a code, in the browser of any machine",
            type: "terminal" as const,
            args: ["login", "--device-auth"],
          },
        ]
      : []),
    {
      id: "api-key",
      name: "Use an API key",
      description: `From the environment: ${KEY_VARIABLES.join(" or ")}`,
    },
  ];
}
