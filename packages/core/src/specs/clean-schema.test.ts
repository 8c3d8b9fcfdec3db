import { describe, expect, it } from "vitest";
import { cleanArguments } from "./clean-schema.js";

const propertyOf = (schema: object) => cleanArguments({ type: "object", properties: { p: schema } })["properties"];

describe("the schema of a tool's arguments", () => {
  it.each<[string, object, object]>([
    [
      "choices of types",
      { anyOf: [{ type: "string" }, { type: "array", items: { type: "string" } }], description: "D" },
      { anyOf: [{ type: "string" }, { type: "array", items: { type: "string" } }], description: "D" },
    ],
    ["oneOf", { oneOf: [{ type: "number" }, { type: "null" }] }, { anyOf: [{ type: "number" }, { type: "null" }] }],
    ["several types", { type: ["string", "integer"] }, { anyOf: [{ type: "string" }, { type: "number" }] }],
    ["a type or nothing", { type: ["string", "null"] }, { type: "string" }],
    ["a single allOf", { allOf: [{ type: "boolean" }], description: "D" }, { type: "boolean", description: "D" }],
    [
      "allOf of objects",
      {
        allOf: [
          { properties: { a: { type: "string" } }, required: ["a"] },
          { properties: { b: { type: "string" } }, required: ["b"] },
        ],
      },
      { type: "object", properties: { a: { type: "string" }, b: { type: "string" } }, required: ["a", "b"] },
    ],
    [
      "a choice that only narrows",
      { type: "object", properties: { a: { type: "string" } }, anyOf: [{ required: ["a"] }] },
      { type: "object", properties: { a: { type: "string" } } },
    ],
    ["values without a type", { enum: [1, 2] }, { type: "number", enum: [1, 2] }],
    ["one value", { const: "x" }, { type: "string", enum: ["x"] }],
    [
      "a map",
      { type: "object", additionalProperties: { type: "integer" } },
      { type: "object", properties: {}, additionalProperties: { type: "number" } },
    ],
    ["a reference that leads nowhere", { $ref: "#/$defs/none" }, { type: "string" }],
    ["a reference to elsewhere", { $ref: "https://example.com/s.json" }, { type: "string" }],
  ])("keeps %s", (_, schema, expected) => {
    expect(propertyOf(schema)).toEqual({ p: expected });
  });

  it("keeps definitions, including recursive ones", () => {
    const tree = { type: "object", properties: { children: { type: "array", items: { $ref: "#/definitions/Tree" } } } };
    const schema = {
      type: "object",
      properties: { tree: { $ref: "#/definitions/Tree" } },
      definitions: { Tree: tree },
    };
    const reference = { $ref: "#/$defs/Tree" };
    expect(cleanArguments(schema)).toEqual({
      type: "object",
      properties: { tree: reference },
      $defs: { Tree: { type: "object", properties: { children: { type: "array", items: reference } } } },
    });
  });

  it("is that of an object even if the server uses a reference or a choice at the top level", () => {
    const args = { type: "object", properties: { a: { type: "string" } }, required: ["a"] };
    expect(cleanArguments({ type: "object", $ref: "#/$defs/Args", $defs: { Args: args } })).toEqual(args);
    const other = { properties: { a: { type: "string" }, b: { type: "number" } }, required: ["a", "b"] };
    expect(cleanArguments({ type: "object", anyOf: [args, other] })).toEqual({
      type: "object",
      properties: { a: { type: "string" }, b: { type: "number" } },
      required: ["a"],
    });
  });

  it("is finite for schemas that only refer to themselves, and for deep ones", () => {
    const loop = { type: "object", properties: { p: { $ref: "#/$defs/a" } }, $defs: { a: { $ref: "#/$defs/a" } } };
    expect(cleanArguments(loop)["properties"]).toEqual({ p: { $ref: "#/$defs/a" } });
    let deep: object = { type: "string" };
    for (let depth = 0; depth < 5000; depth++) deep = { type: "array", items: deep };
    expect(JSON.stringify(propertyOf(deep)).length).toBeLessThan(5000);
  });
});
