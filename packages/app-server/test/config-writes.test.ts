import { writeFileSync } from "node:fs";
import path from "node:path";
import type { RpcError } from "@codex/jsonrpc";
import { expect, test } from "vitest";
import { startServer } from "./support/start-server.js";
import type { TestClient } from "./support/test-client.js";

const model = { keyPath: "model", value: "other", mergeStrategy: "replace" } as const;

async function refusal(client: TestClient, write: object): Promise<unknown> {
  const { code, data } = await client.connection.request("config/value/write", write).then(
    () => Promise.reject(new Error("it was written")),
    (error: RpcError) => error,
  );
  return { code, data };
}

test("a refused change says by a code why", async () => {
  await using server = await startServer();
  const client = await server.connect();
  const because = (why: string) => ({ code: -32600, data: { config_write_error_code: why } });
  expect(await refusal(client, { ...model, expectedVersion: "of another day" })).toEqual(
    because("configVersionConflict"),
  );
  for (const wrong of [{ keyPath: "" }, { keyPath: "a..b" }, { value: 3 }]) {
    expect(await refusal(client, { ...model, ...wrong })).toEqual(because("configValidationError"));
  }
  expect(await refusal(client, { ...model, filePath: path.join(server.cwd, ".codex/config.toml") })).toEqual(
    because("configLayerReadonly"),
  );
});

test("a file that cannot be read is not the request's fault", async () => {
  await using server = await startServer();
  const client = await server.connect();
  writeFileSync(path.join(server.codexHome, "config.toml"), "model = \n");
  expect(await refusal(client, model)).toMatchObject({ code: -32603 });
});

test("a change that another layer overrides says which", async () => {
  await using server = await startServer({ cliOverrides: [["model", "of the start"]] });
  const client = await server.connect();
  expect(await client.call("config/value/write", model)).toMatchObject({
    status: "okOverridden",
    overriddenMetadata: { effectiveValue: "of the start", overridingLayer: { name: { type: "sessionFlags" } } },
  });
  const effort = { keyPath: "model_reasoning_effort", value: "low", mergeStrategy: "replace" } as const;
  expect(await client.call("config/value/write", effort)).toMatchObject({ status: "ok" });
});
