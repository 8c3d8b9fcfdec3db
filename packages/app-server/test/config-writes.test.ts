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

test("a refused change has an error code", async () => {
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

test("a change that another layer overrides names that layer", async () => {
  await using server = await startServer({ cliOverrides: [["model", "of the start"]] });
  const client = await server.connect();
  expect(await client.call("config/value/write", model)).toMatchObject({
    status: "okOverridden",
    overriddenMetadata: { effectiveValue: "of the start", overridingLayer: { name: { type: "sessionFlags" } } },
  });
  const effort = { keyPath: "model_reasoning_effort", value: "low", mergeStrategy: "replace" } as const;
  expect(await client.call("config/value/write", effort)).toMatchObject({ status: "ok" });
});

test("the configuration is read with its defaults, and servers with theirs", async () => {
  await using server = await startServer();
  const client = await server.connect();
  const read = async () => (await client.call("config/read", {})).config;
  expect(await read()).toMatchObject({
    history: { persistence: "save-all" },
    mcp_servers: {},
    project_root_markers: [".git"],
  });
  const write = (keyPath: string, value: unknown) =>
    client.call("config/value/write", { keyPath, value, mergeStrategy: "replace" });
  await write("history", { persistence: "none" });
  await write("mcp_servers.kit", { command: "true" });
  await write("mcp_servers.web", { url: "http://127.0.0.1:9", enabled: false });
  expect(await read()).toMatchObject({
    history: { persistence: "none" },
    mcp_servers: { kit: { command: "true", args: [], enabled: true }, web: { enabled: false } },
  });
});
