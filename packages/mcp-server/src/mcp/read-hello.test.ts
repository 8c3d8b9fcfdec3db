import { ClientCapabilitiesSchema, ImplementationSchema, InitializeRequestParamsSchema } from "@codex/mcp-types";
import { expect, test } from "vitest";
import { isPlainHello, readHello } from "./read-hello.js";

const clientInfo = { name: "test", version: "1" };
const hello = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo };

test.each([
  [{}],
  [{ roots: { listChanged: true }, sampling: {}, elicitation: {} }],
  [{ experimental: {}, tasks: {}, ours: {} }],
])("plain capabilities are those that the schema accepts unchanged: %j", async (capabilities) => {
  const params = { ...hello, capabilities };
  expect(isPlainHello(params)).toBe(true);
  expect(InitializeRequestParamsSchema.parse(params)).toEqual(params);
  expect(await readHello(params)).toBe(params);
});

test.each([
  [{ ...hello, capabilities: { elicitation: { form: {}, url: {} } } }],
  [{ ...hello, clientInfo: { ...clientInfo, title: "Test" } }],
  [{ ...hello, _meta: { ours: 1 } }],
])("all others are parsed by the schema: %j", async (params) => {
  expect(isPlainHello(params)).toBe(false);
  expect(await readHello(params)).toEqual(params);
});

test("the schema accepts everything plain unchanged, at every place and for every kind of value", () => {
  const roots = { listChanged: true };
  const names = [...Object.keys(ClientCapabilitiesSchema.shape), "ours"];
  const values = [undefined, null, true, 0, "x", [], {}, roots, { listChanged: {} }, { ours: {} }];
  const variants = values.flatMap((value) => [
    value,
    ...[...Object.keys(InitializeRequestParamsSchema.shape), "ours"].map((key) => ({ ...hello, [key]: value })),
    ...[...Object.keys(ImplementationSchema.shape), "ours"].map((key) => ({
      ...hello,
      clientInfo: { ...clientInfo, [key]: value },
    })),
    ...names.map((name) => ({ ...hello, capabilities: { roots, sampling: {}, [name]: value } })),
  ]);
  const plain = variants.filter((params) => isPlainHello(params));
  expect(plain.length).toBeGreaterThan(names.length);
  for (const params of plain) expect(InitializeRequestParamsSchema.safeParse(params).data).toStrictEqual(params);
});

test.each([
  ["params", undefined],
  ["params.protocolVersion", { ...hello, protocolVersion: 1 }],
  ["params.clientInfo", { ...hello, clientInfo: [] }],
  ["params.clientInfo.version", { ...hello, clientInfo: { name: "test" } }],
  ["params.capabilities.roots.listChanged", { ...hello, capabilities: { roots: { listChanged: {} } } }],
  ["params.capabilities.experimental.listChanged", { ...hello, capabilities: { experimental: { listChanged: true } } }],
  ["params.capabilities.sampling", { ...hello, capabilities: { sampling: [] } }],
])("the error names the invalid field: %s", async (_, params) => {
  expect(isPlainHello(params)).toBe(false);
  await expect(readHello(params)).rejects.toMatchObject({ code: -32602 });
});
