import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { withEscapes } from "../bundle/ascii-only.js";
import { takeBuiltins } from "../bundle/builtins-on-demand.js";

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
