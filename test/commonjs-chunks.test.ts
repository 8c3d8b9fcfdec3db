import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { asCommonJs } from "../bundle/commonjs-chunks.js";
import { importsItself } from "../bundle/imports-itself.js";
import { exportedFunctions, lateNames } from "../bundle/late-names.js";
import { comesLate } from "../bundle/start-chunks.js";

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
