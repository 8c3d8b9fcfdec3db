import { describe, expect, test } from "vitest";
import * as mini from "zod/mini";
import { declareWhole } from "../bundle/lazy-schemas.js";
import * as lazy from "../bundle/lazy-zod.js";

describe("schemas that are created at first use", () => {
  const declare = (z: Omit<typeof mini, "default">) => {
    const text = z.object({
      type: z.literal("text"),
      text: z.string().check(z.minLength(1), z.describe("What is said.")),
    });
    const count = z.object({ type: z.literal("count"), count: z._default(z.int().check(z.describe("How many.")), 1) });
    const both = z.discriminatedUnion("type", [text, count]);
    return z.strictObject({
      parts: z.array(both),
      kind: z.nullish(z.enum(["a", "b"])),
      names: z.optional(z.record(z.string(), z.catch(z.string(), "?"))),
      shape: z.extend(text, { more: z.nullable(z.boolean()) }),
    });
  };

  test("accept and return the same as zod's own", () => {
    const [ours, theirs] = [declare(lazy), declare(mini)];
    expect(mini.toJSONSchema(ours, { io: "input" })).toEqual(mini.toJSONSchema(theirs, { io: "input" }));
    expect(ours).toSatisfy((schema) => schema instanceof mini.ZodMiniObject);
    // As libraries do that accept schemas of any library.
    expect(["~standard" in ours, "_zod" in ours, "other" in ours]).toEqual([true, true, false]);
    const shape = { type: "text", text: "a", more: null };
    for (const value of [
      { parts: [{ type: "text", text: "a" }, { type: "count" }], names: { a: 1 }, shape },
      { parts: [{ type: "text", text: "" }], shape },
      { parts: [{ type: "other" }], shape },
      { parts: [], kind: "c", shape, more: 1 },
      null,
    ]) {
      const [mine, real] = [ours.safeParse(value), theirs.safeParse(value)];
      expect(mine.success).toBe(real.success);
      expect(mine.data).toEqual(real.data);
      expect(mine.error?.issues).toEqual(real.error?.issues);
    }
  });

  test("are not created by being declared", () => {
    const made: string[] = [];
    const schema = lazy.object({
      get name() {
        made.push("name");
        return lazy.string();
      },
    });
    lazy.array(lazy.optional(schema));
    expect(made).toEqual([]);
    expect(schema.parse({ name: "a" })).toEqual({ name: "a" });
    expect(made).toEqual(["name"]);
  });

  test.each([
    [
      "a schema",
      "const A = z.object({ a: z.string() });",
      "const A = /* @__PURE__ */ z.whole(() => z.object({ a: z.string() }));",
    ],
    [
      "one that is exported, with checks",
      "export const A = z.int().check(z.gt(0));",
      "export const A = /* @__PURE__ */ z.whole(() => z.int().check(z.gt(0)));",
    ],
  ])("are declared as a whole: %s", (_, code, whole) => {
    expect(declareWhole(code, "a.ts")).toBe(whole);
  });

  test.each([
    ["another value of zod's", "const text = z.prettifyError(error);"],
    ["what a schema says", 'const ok = z.string().safeParse("a");'],
    ["a part of one", "const names = z.enum([1]).options;"],
    ["one of a function", "const of = () => z.string();"],
    ["one that another function makes", "const A = known(z.string());"],
  ])("leave %s unchanged", (_, code) => {
    expect(declareWhole(code, "a.ts")).toBe(code);
  });

  test("that are declared as a whole accept and return the same, and are created once", () => {
    let made = 0;
    const whole = lazy.whole(() => {
      made++;
      return lazy.string().check(lazy.minLength(2), mini.describe("A name."));
    });
    const schema = mini.object({ name: lazy.array(whole), other: lazy.optional(whole) });
    expect(made).toBe(0);
    const own = () => mini.string().check(mini.minLength(2), mini.describe("A name."));
    const theirs = mini.object({ name: mini.array(own()), other: mini.optional(own()) });
    expect(mini.toJSONSchema(schema)).toEqual(mini.toJSONSchema(theirs));
    expect(schema.safeParse({ name: ["a"] }).error?.issues).toEqual(theirs.safeParse({ name: ["a"] }).error?.issues);
    expect(made).toBe(1);
  });
});
