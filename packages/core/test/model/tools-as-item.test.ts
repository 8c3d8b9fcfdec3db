import { sse, startModelServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { CatalogModelSchema, modelFamilyIn } from "../../src/model/catalog.js";
import type { ToolSpec } from "../../src/model/tool-spec.js";
import { readToolCall } from "../../src/tools/tool-call.js";
import { clientOptions, collect, PROMPT } from "./client-options.js";

const look: ToolSpec = { type: "function", name: "look", description: "", strict: false, parameters: {} };
const group: ToolSpec = { type: "namespace", name: "mcp__kit", description: "", tools: [look] };
const catalog = [CatalogModelSchema.parse({ slug: "lite", use_responses_lite: true, base_instructions: "Be brief." })];

test.each(["lite", "gpt-5.6-luna"])("%s gets its tools and instructions in the conversation", async (model) => {
  await using server = await startModelServer([sse.say("ok")]);
  const options = clientOptions(server.baseUrl, { model, modelFamily: modelFamilyIn(catalog, model) });
  await collect(options, { ...PROMPT, tools: [look, group] });
  const body = Object(server.requests[0]).body;
  expect(Object.keys(body)).not.toContain("tools");
  expect(Object.keys(body)).not.toContain("instructions");
  expect(body).toMatchObject({ store: false, parallel_tool_calls: false });
  const functions = { type: "namespace", name: "functions", description: "", tools: [look] };
  expect(body.input).toMatchObject([
    { type: "additional_tools", role: "developer", tools: [functions, group] },
    { type: "message", role: "developer" },
    { type: "message", role: "user" },
  ]);
});

test("a call of a tool without a namespace names the default namespace, or none", () => {
  const call = { type: "function_call" as const, call_id: "c", name: "look", arguments: "{}" };
  expect(readToolCall({ ...call, namespace: "functions" }).namespace).toBe(undefined);
  expect(readToolCall({ ...call, namespace: "mcp__kit" }).namespace).toBe("mcp__kit");
});
