import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import { commandAuth } from "./command-auth.js";
import type { ModelProviderInfo } from "./provider-info.js";

const signal = new AbortController().signal;
const env = { PATH: process.env["PATH"] };

function providerWith(script: string, more: object = {}, cwd?: string): ModelProviderInfo {
  const auth = { command: "sh", args: ["-c", script], cwd, timeout_ms: 20_000, ...more };
  return { name: "mine", wire_api: "responses", requires_openai_auth: false, auth };
}

test("the command runs once for a token, again when it is old, and again when it was refused", async () => {
  using folder = new TemporaryFolder();
  const script = 'printf x >> asked; echo "token$(wc -c < asked)" | tr -d " "';
  const asked = () =>
    existsSync(path.join(folder.path, "asked")) ? readFileSync(folder.at("asked"), "utf8").length : 0;
  const provider = providerWith(script, { refresh_interval_ms: 0 }, folder.path);
  const auth = commandAuth(provider, env);
  expect(await auth?.get(signal)).toEqual({ mode: "apikey", token: "token1" });
  expect(await commandAuth(provider, env)?.get(signal)).toEqual({ mode: "apikey", token: "token1" });
  expect(asked()).toBe(1);
  expect(await auth?.refresh(signal, "another")).toBe(true);
  expect(asked()).toBe(1);
  expect(await auth?.refresh(signal, "token1")).toBe(true);
  expect(await auth?.get(signal)).toMatchObject({ token: "token2" });
  const fresh = commandAuth(providerWith(script, { refresh_interval_ms: 1 }, folder.path), env);
  await fresh?.get(signal);
  await expect.poll(async () => (await fresh?.get(signal))?.token).not.toBe("token3");
});

test.each([
  ["exit 3", {}, "ended with 3"],
  ["true", {}, "printed nothing"],
  ["echo two words", {}, "printed more than one word"],
  ["sleep 60", { timeout_ms: 50 }, "took more than 50 ms"],
  ["", { command: "no-such-program" }, "no-such-program was not found"],
])("%s %j: %s", async (script, more, reason) => {
  const failed = commandAuth(providerWith(script, more), env)?.get(signal);
  await expect(failed).rejects.toMatchObject({ code: "auth-required", message: expect.stringContaining(reason) });
});

test("an abort ends the command", async () => {
  const failed = commandAuth(providerWith("sleep 60"), env)?.get(AbortSignal.abort());
  await expect(failed).rejects.toMatchObject({ code: "interrupted" });
});
