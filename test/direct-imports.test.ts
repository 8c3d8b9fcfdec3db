import { describe, expect, test } from "vitest";
import { importDirectly } from "../bundle/direct-imports.js";

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
