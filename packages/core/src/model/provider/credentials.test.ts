import { describe, expect, it } from "vitest";
import type { ModelClientOptions } from "../model-client.js";
import { modelCredentials } from "./credentials.js";

/** The message if the variable named by `env_key` is not set. */
async function complaint(envKey: string): Promise<string> {
  const provider = { name: "p", wire_api: "chat", requires_openai_auth: false, env_key: envKey };
  const options = { provider, env: {} } as unknown as ModelClientOptions;
  return modelCredentials(options, new AbortController().signal).then(
    () => "",
    (error: unknown) => String(error),
  );
}

describe("a token in the configuration", () => {
  it("is sent, unless the variable of env_key is set", async () => {
    const provider = { name: "p", wire_api: "chat", env_key: "KEY", experimental_bearer_token: "written" };
    const tokenWith = async (env: Record<string, string>) => {
      const options = { provider, env } as unknown as ModelClientOptions;
      return (await modelCredentials(options, new AbortController().signal))?.token;
    };
    expect(await tokenWith({})).toBe("written");
    expect(await tokenWith({ KEY: "of the variable" })).toBe("of the variable");
  });
});

describe("a missing key", () => {
  it.each(["MY_API_KEY", "OPENAI_API_KEY", "KEYVAR", "my_key", "A1"])(
    "is reported by the name of its variable: %s",
    async (name) => {
      expect(await complaint(name)).toContain(`\`${name}\``);
    },
  );

  it.each(["sk-proj-abc", "ghp_Ab12", "hf_AbCd", "0123456789abcdef0123", "A1B2C3D4E5F60718293A4B5C6D7E8F90", "x y"])(
    "is not shown if the key itself was written in place of the variable's name: %s",
    async (key) => {
      expect(await complaint(key)).not.toContain(key);
    },
  );
});
