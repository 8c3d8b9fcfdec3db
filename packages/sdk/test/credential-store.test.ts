import { writeFileSync } from "node:fs";
import path from "node:path";
import { sse } from "@codex/test-support";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createSdkWorld, type SdkWorld } from "./support/sdk-world.js";

// Keeps tests from asking the machine's keyring: no keyring is on this bus.
beforeEach(() => {
  vi.stubEnv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

/** A turn with a login in auth.json, for a model provider that takes the user's login. */
async function turnWith(world: SdkWorld, store: string, apiKey: { readonly apiKey?: string } = {}) {
  writeFileSync(path.join(world.home, "auth.json"), JSON.stringify({ OPENAI_API_KEY: "sk-of-the-file" }));
  const mock = { name: "mock", base_url: world.model.baseUrl, wire_api: "responses", requires_openai_auth: true };
  const config = { cli_auth_credentials_store: store, model_providers: { mock } };
  const codex = world.codex({ config: { model: "mock-model", model_provider: "mock", ...config }, ...apiKey });
  await codex.startThread({ workingDirectory: world.cwd, ephemeral: true }).run("go");
  return world.model.requests.map(({ headers }) => headers["authorization"]);
}

describe.skipIf(process.platform !== "linux")(
  "cli_auth_credentials_store (Linux only: others have one keyring)",
  () => {
    test.each(["file", "auto"])("%s: the login of auth.json is used", async (store) => {
      await using world = await createSdkWorld([sse.say("hello")]);
      expect(await turnWith(world, store)).toEqual(["Bearer sk-of-the-file"]);
    });

    test("keyring: auth.json is ignored, and a missing keyring is reported", async () => {
      await using world = await createSdkWorld([]);
      await expect(turnWith(world, "keyring")).rejects.toThrow(/the system keyring cannot be used/);
    });

    test("keyring: the program's own key needs none", async () => {
      await using world = await createSdkWorld([sse.say("hello")]);
      expect(await turnWith(world, "keyring", { apiKey: "sk-of-the-program" })).toEqual(["Bearer sk-of-the-program"]);
    });
  },
);
