import { describe, expect, it } from "vitest";
import { mcpToolGroups, mcpToolSpecs } from "./mcp-tool-spec.js";

describe("the specs of MCP tools", () => {
  it("are sorted, with schemas that every provider accepts", () => {
    const tools = mcpToolSpecs({
      b__plain: { inputSchema: { type: "object" } },
      a__odd: {
        description: "Odd",
        inputSchema: {
          type: "object",
          required: ["union", 7],
          additionalProperties: false,
          properties: {
            union: { type: ["null", "integer"], description: "a number or nothing", minimum: 1 },
            anything: true,
            untyped: { enum: ["x", "y"] },
            list: { type: "array" },
            nested: { properties: { deep: { items: { format: "uri" } } }, additionalProperties: { type: "string" } },
            limit: { maximum: 5 },
            either: { anyOf: [{ type: "string" }, { type: "number" }] },
          },
        },
      },
    });
    expect(tools).toEqual([
      {
        type: "function",
        name: "a__odd",
        description: "Odd",
        strict: false,
        parameters: {
          type: "object",
          required: ["union"],
          additionalProperties: false,
          properties: {
            union: { type: "number", description: "a number or nothing" },
            anything: { type: "string" },
            untyped: { type: "string", enum: ["x", "y"] },
            list: { type: "array", items: { type: "string" } },
            nested: {
              type: "object",
              properties: { deep: { type: "array", items: { type: "string" } } },
              additionalProperties: { type: "string" },
            },
            limit: { type: "number" },
            either: { anyOf: [{ type: "string" }, { type: "number" }] },
          },
        },
      },
      {
        type: "function",
        name: "b__plain",
        description: "The tool b__plain.",
        strict: false,
        parameters: { type: "object", properties: {} },
      },
    ]);
  });

  it("keep all types for models that support namespaces", () => {
    const properties = {
      count: { type: "integer", enum: [1, 2] },
      label: { type: ["string", "null"], description: "D", enum: ["a", null] },
      rows: { type: ["array", "null"], items: { type: ["integer", "string"] } },
    };
    const tools = new Map([["t", { inputSchema: { type: "object", properties, required: ["label"] } }]]);
    expect(mcpToolGroups([{ name: "g", server: "s", tools }])).toMatchObject([
      {
        tools: [
          {
            parameters: {
              properties: {
                count: { type: "integer", enum: [1, 2] },
                label: { description: "D", anyOf: [{ type: "string", enum: ["a"] }, { type: "null" }] },
                rows: {
                  anyOf: [
                    { type: "array", items: { anyOf: [{ type: "integer" }, { type: "string" }] } },
                    { type: "null" },
                  ],
                },
              },
              required: ["label"],
            },
          },
        ],
      },
    ]);
  });

  it("handle an endlessly recursive schema", () => {
    let schema: object = { type: "object" };
    for (let depth = 0; depth < 5000; depth++) schema = { type: "object", properties: { in: schema } };
    expect(() => mcpToolSpecs({ deep: { inputSchema: { ...schema } } })).not.toThrow();
  });
});
