import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import * as mini from "zod/mini";
import { withEscapes } from "../bundle/ascii-only.js";
import { takeBuiltins } from "../bundle/builtins-on-demand.js";
import { asCommonJs } from "../bundle/commonjs-chunks.js";
import { importDirectly } from "../bundle/direct-imports.js";
import { importsItself } from "../bundle/imports-itself.js";
import { exportedFunctions, lateNames } from "../bundle/late-names.js";
import { declareWhole } from "../bundle/lazy-schemas.js";
import * as lazy from "../bundle/lazy-zod.js";
import { comesLate } from "../bundle/start-chunks.js";

describe("Node's modules on demand", () => {
  test("have the same values, for every form of import", () => {
    const code = takeBuiltins(
      'import fs, { readFileSync as read } from "node:fs";import * as os from "node:os";import{createHash}from"node:crypto";' +
        "import { default as path } from 'node:path';" +
        'globalThis.found = [fs.existsSync("/"), typeof read, os.EOL, path.sep, createHash("sha256").update("").digest("hex").length];',
    );
    expect(code).not.toContain("import");
    const context: { process: NodeJS.Process; found?: unknown } = { process };
    runInNewContext(code, context);
    expect(context.found).toEqual([true, "function", "\n", "/", 64]);
  });

  test("provide functions and classes that are looked up at their first use", async () => {
    const code = takeBuiltins(
      'import{execFile,spawnSync as run}from"node:child_process";import{Socket}from"node:net";import{constants}from"node:os";import{promisify}from"node:util";' +
        "class Mine extends Socket{}const sockets=[new Socket(),new Mine()];const execute=promisify(execFile);" +
        "globalThis.found=[sockets.every((one)=>one instanceof Socket),sockets[1] instanceof Mine,run(process.execPath,['-v']).status,constants.signals.SIGINT];" +
        "globalThis.ran=execute(process.execPath,['-v']);",
    );
    const context: { process: NodeJS.Process; found?: unknown; ran?: Promise<unknown> } = { process };
    runInNewContext(code, context);
    expect(context.found).toEqual([true, true, 0, 2]);
    expect(await context.ran).toEqual({ stdout: `${process.version}\n`, stderr: "" });
  });

  test("are imported by import() with names and a default", async () => {
    const code = takeBuiltins(
      "found = (async () => { const m = await import('node:path'); return [m.sep, m.default.sep]; })()",
    );
    const context: { process: NodeJS.Process; found?: Promise<unknown> } = { process };
    runInNewContext(code, context);
    expect(await context.found).toEqual(["/", "/"]);
  });

  test.each([
    ["a string", "const page = 'import test from \"node:test\";\\n';"],
    ["a template", 'const page = `import assert from "node:assert";\nimport("node:fs")`;'],
    ["a comment", '// import x from "node:fs";\n/* import("node:fs") */'],
    ["an expression", 'const re = /import x from "node:fs";/;'],
    ["another module", 'import x from "./node.js"; import("pkg");'],
  ])("leave %s unchanged, which only looks like an import", (_, code) => {
    expect(takeBuiltins(code)).toBe(code);
  });

  test("leave imports next to them in place", () => {
    expect(takeBuiltins('const a = "ü😀"; const b = import("node:os"); const c = "ü😀";')).toBe(
      'const a = "ü😀"; const b = Promise.resolve({__proto__:process.getBuiltinModule("node:os"),default:process.getBuiltinModule("node:os")}); const c = "ü😀";',
    );
  });
});

describe("chunks as CommonJS", () => {
  /** The exports of a chunk, with `./other.cjs` available. */
  function run(code: string, isInCycle = false): Record<string, unknown> {
    const module = { exports: {} };
    const require = (id: string) => ({ "./other.cjs": { two: 2, default: "other" }, pkg: { named: 3 } })[id];
    const place = { __filename: "/a/chunk.cjs", __dirname: "/a" };
    runInNewContext(asCommonJs(code, { isInCycle }), { module, require, process, ...place, Promise });
    return module.exports;
  }

  test.each([
    ["by itself", false],
    ["in a cycle", true],
  ])("have the same exports, with current values: %s", (_, isInCycle) => {
    const chunk = run(
      'let n=1;function up(){n++}export{n as count,up};export default [n];import{two}from"./other.cjs";up();n+=two;',
      isInCycle,
    );
    expect(chunk).toEqual({ count: 4, up: expect.any(Function), default: [1] });
    Object(chunk["up"])();
    expect(chunk["count"]).toBe(5);
  });

  test("have plain properties for what does not change, and export functions before everything has run in a cycle", () => {
    const code = "export{f,C,v};function f(){}const C=class{};var v=2;";
    const described = Object.values(Object.getOwnPropertyDescriptors(run(code)));
    expect(described.map(({ value }) => typeof value)).toEqual(["function", "function", "number"]);
    const early = asCommonJs(code, { isInCycle: true });
    expect(early.indexOf("module.exports=")).toBeLessThan(early.indexOf("function f"));
  });

  test("are in a cycle if their imports lead back to them", () => {
    const imports: Readonly<Record<string, readonly string[]>> = { a: ["b"], b: ["c"], c: ["b"] };
    const inCycles = Object.keys(imports).filter((chunk) => importsItself(chunk, (one) => imports[one] ?? []));
    expect(inCycles).toEqual(["b", "c"]);
  });

  test("import others, immediately and later, and know their own location", async () => {
    const chunk = run(
      'import other,{two as second}from"./other.cjs";import"./other.cjs";const lazy=import("./other.cjs");' +
        "const pkg=import('pkg');const url=place();const folder=import.meta.dirname;export{other,second,lazy,pkg,url,folder};function place(){const url=import.meta.url;var require,__filename;return url}",
    );
    expect(chunk).toMatchObject({ other: "other", second: 2, url: "file:///a/chunk.cjs", folder: "/a" });
    expect(await chunk["lazy"]).toEqual({ two: 2, default: "other" });
    const pkg = Object(await chunk["pkg"]);
    expect([pkg.named, pkg.default]).toEqual([3, { named: 3 }]);
  });

  test.each([
    ["a whole chunk", 'import*as all from"./other.cjs";'],
    ["a package at once", 'import koffi from"koffi";'],
    ["what is not known before", "import(name);"],
    ["import.meta but for where it is", "import.meta.resolve;"],
    ["all of another", 'export*from"./other.cjs";'],
  ])("must not contain %s", (_, code) => {
    expect(() => asCommonJs(code)).toThrow();
  });

  test("load packages with their own require", () => {
    expect(asCommonJs("var take=/* a */createRequire(import.meta.url);")).toMatch(
      /;var take=\/\* a \*\/requireChunk;$/,
    );
  });

  test("keep the hashbang line", () => {
    const [first, second] = asCommonJs('#!/usr/bin/env node\nimport("./main.cjs").then(run);').split("\n");
    expect(first).toBe("#!/usr/bin/env node");
    expect(second).toMatch(/Promise\.resolve\(\)\.then\(\(\)=>requireChunk\("\.\/main\.cjs"\)\)\.then\(run\);$/);
  });
});

describe("chunks that are loaded late", () => {
  test.each([
    ["and once later on", "any-time", 1],
    ["and never again where only a start needs it", "at-start", 0],
  ] as const)("are looked up when a function is first called or a class first used, %s", (_, late, later) => {
    const code = asCommonJs(
      'import{double,Box as Chest}from"./late.cjs";const before=looks();const found=[double(2),double(3),new Chest() instanceof Chest];const after=looks();export{before,found,after};',
      { lateness: (specifier) => (specifier === "./late.cjs" ? late : undefined) },
    );
    let looks = 0;
    const chunk = { double: (number: number) => 2 * number, Box: class {} };
    const require = () => {
      looks++;
      return chunk;
    };
    const module = { exports: {} };
    const laterOn: (() => void)[] = [];
    const setTimeout = (load: () => void) => ({ unref: () => laterOn.push(load) });
    runInNewContext(code, { module, require, looks: () => looks, setTimeout, __filename: "", __dirname: "" });
    expect(module.exports).toEqual({ before: 0, found: [4, 6, true], after: 2 });
    for (const load of laterOn) load();
    expect(looks).toBe(2 + later);
  });

  test("only have what late starts need, for chunks of a start that does without", () => {
    const lateness = comesLate({
      "app-server": { modules: [] },
      exec: { modules: [] },
      calls: { modules: [], late: "any-time" },
      seldom: { modules: [], late: "any-time" },
      options: { modules: [], late: "at-start" },
    });
    expect(lateness("app-server-exec", "calls")).toBe("any-time");
    expect(lateness("exec", "calls-seldom")).toBe("any-time");
    expect(lateness("calls", "seldom")).toBe("any-time");
    expect(lateness("exec", "options")).toBe("at-start");
    expect(lateness("exec", "options-calls")).toBe("any-time");
    expect(lateness("calls", "calls-seldom")).toBeUndefined();
    expect(lateness("exec", "app-server-exec")).toBeUndefined();
    expect(lateness("exec", "exec-calls")).toBeUndefined();
    expect(lateness("another", "calls")).toBeUndefined();
  });

  test("export only functions and classes", () => {
    const late =
      "function f(){}const g=async()=>1,h=function(){},n=1;var C=class{};class D{};export{f as a,g,h,n,C,D as E};export default f;";
    expect([...exportedFunctions(late)].sort()).toEqual(["C", "E", "a", "default", "g", "h"]);
    const importer = 'import{n as count,f}from"./late.cjs";import{x}from"./other.cjs";';
    expect(lateNames(importer, (specifier) => specifier === "./late.cjs")).toEqual([
      { specifier: "./late.cjs", exported: "n", local: "count" },
      { specifier: "./late.cjs", exported: "f", local: "f" },
    ]);
  });
});

describe("code in ASCII", () => {
  test.each([
    ["strings", '"ü…😀" + "\\ü" + "\\\\ü"'],
    ["templates", "`ü…😀`"],
    ["regular expressions", '["ü…", "x😀"].map((text) => [/[ü…]+$/.test(text), /^.😀$/u.test(text)]).join()'],
    ["names", "(({ größe }) => größe)({ größe: 'ü' })"],
  ])("means the same in %s", (_, code) => {
    const ascii = withEscapes(code);
    expect(ascii).toMatch(/^[\x20-\x7e]+$/);
    expect(runInNewContext(ascii)).toBe(runInNewContext(code));
  });
});

describe("direct imports", () => {
  test("map each name to its module, and drop types", () => {
    const code = importDirectly(
      'import { chat as scripted, type ModelReply, sse } from "@codex/test-support";',
      "a.ts",
    );
    expect(code).toMatch(
      /^import \{ chat as scripted \} from ".*\/chat-replies\.ts"; import \{ sse \} from ".*\/responses-replies\.ts";$/,
    );
  });

  test("follow several lines, and lazy imports", () => {
    expect(importDirectly('import {\n  chat,\n} from "@codex/test-support";\nlet x;', "a.ts")).toMatch(
      /^import \{ chat \} from ".*\.ts";\nlet x;$/,
    );
    expect(
      importDirectly('async () => { const { chat: c, sse } = await import("@codex/test-support"); }', "a.ts"),
    ).toBe('async () => { const { chat: c, sse } = await import("picked:@codex/test-support:chat,sse"); }');
  });

  test("each name what they import, if there are several", () => {
    const code =
      'const [{ homedir }, { chat }] = await Promise.all([import("node:os"), import("@codex/test-support")]);';
    expect(importDirectly(code, "a.ts")).toBe(code.replace("@codex/test-support", "picked:@codex/test-support:chat"));
  });

  test.each([
    'const all = await import("@codex/core");',
    'const { Codex, ...others } = await import("@codex/core");',
    'const [core] = await Promise.all([import("@codex/core")]);',
    'void import("@codex/core").then(({ Codex }) => Codex);',
  ])("a lazy import that would load a whole package is refused: %s", (code) => {
    expect(() => importDirectly(code, "a.ts")).toThrow("loads all of the package");
  });

  test.each([
    ["a string", 'const page = `\nimport { Codex } from "@codex/core";\n`;'],
    ["a comment", '// import { Codex } from "@codex/core";'],
    ["a subpath", 'import { OpSchema } from "@codex/protocol/op";'],
    ["a whole module", 'import * as core from "@codex/core";'],
  ])("leave %s unchanged", (_, code) => {
    expect(importDirectly(code, "a.ts")).toBe(code);
  });
});

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
