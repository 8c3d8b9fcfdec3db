import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { startServer } from "./support/start-server.js";

const models = [{ slug: "secret", visibility: "hide" }, { slug: "first" }, { slug: "test-model" }];

test("a client may permit the first listed model in place of one that the catalog does not have", async () => {
  await using server = await startServer({ config: 'model_catalog_json = "models.json"' });
  writeFileSync(path.join(server.codexHome, "models.json"), JSON.stringify({ models }));
  const client = await server.connect({ experimentalApi: true });
  const modelFor = async (params: object) => (await client.call("thread/start", params)).model;
  const allowProviderModelFallback = true;
  expect(await modelFor({ model: "gone" })).toBe("gone");
  expect(await modelFor({ model: "gone", allowProviderModelFallback })).toBe("first");
  expect(await modelFor({ config: { model: "gone" }, allowProviderModelFallback })).toBe("first");
  expect(await modelFor({ model: "secret", allowProviderModelFallback })).toBe("secret");
  expect(await modelFor({ allowProviderModelFallback })).toBe("test-model");
});

test("without a catalog, every model is accepted", async () => {
  await using server = await startServer();
  const client = await server.connect({ experimentalApi: true });
  const started = await client.call("thread/start", { model: "any", allowProviderModelFallback: true });
  expect(started.model).toBe("any");
});
