import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { takeBuiltins } from "../bundle/builtins-on-demand.js";
import { importDirectly } from "../bundle/direct-imports.js";

describe("Node's modules on demand", () => {
  test("are the same values, in every form of import", () => {
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

  test("come through import() with names and a default", async () => {
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
  ])("leave %s alone that only looks like it", (_, code) => {
    expect(takeBuiltins(code)).toBe(code);
  });

  test("leave what stands beside them where it was", () => {
    expect(takeBuiltins('const a = "ü😀"; const b = import("node:os"); const c = "ü😀";')).toBe(
      'const a = "ü😀"; const b = Promise.resolve({__proto__:process.getBuiltinModule("node:os"),default:process.getBuiltinModule("node:os")}); const c = "ü😀";',
    );
  });
});

describe("direct imports", () => {
  test("lead each name to its module, and drop types", () => {
    const code = importDirectly(
      'import { chat as scripted, type ModelReply, sse } from "@codex/test-support";',
      "a.ts",
    );
    expect(code).toMatch(
      /^import \{ chat as scripted \} from ".*\/chat-replies\.ts"; import \{ sse \} from ".*\/responses-replies\.ts";$/,
    );
  });

  test("go through several lines, and through lazy imports", () => {
    expect(importDirectly('import {\n  chat,\n} from "@codex/test-support";\nlet x;', "a.ts")).toMatch(
      /^import \{ chat \} from ".*\.ts";\nlet x;$/,
    );
    expect(
      importDirectly('async () => { const { chat: c, sse } = await import("@codex/test-support"); }', "a.ts"),
    ).toBe('async () => { const { chat: c, sse } = await import("picked:@codex/test-support:chat,sse"); }');
  });

  test.each([
    ["a string", 'const page = `\nimport { Codex } from "@codex/core";\n`;'],
    ["a comment", '// import { Codex } from "@codex/core";'],
    ["a subpath", 'import { OpSchema } from "@codex/protocol/op";'],
    ["a whole module", 'import * as core from "@codex/core"; const all = await import("@codex/core");'],
  ])("leave %s alone", (_, code) => {
    expect(importDirectly(code, "a.ts")).toBe(code);
  });
});
