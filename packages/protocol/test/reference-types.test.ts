import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { findReference } from "./reference.js";

const reference = findReference();
const root = fileURLToPath(new URL("../../../", import.meta.url));
// Inside the repository, so that the compiler finds the packages.
const folder = mkdtempSync(join(root, "node_modules", ".reference-types-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Types that lie elsewhere with us, or have another name there. */
const ours: Readonly<Record<string, string>> = { InputItem: "Protocol.WireInputItem", RequestId: "Mcp.RequestId" };

/**
 * What differs on purpose: `null` and absent read alike, so what may be null may be absent; integers are numbers; any
 * JSON is `unknown`. Both sides are brought to the same form before they are compared.
 */
const comparison = `
import type * as Mcp from "@codex/mcp-types";
import type * as Protocol from "@codex/protocol";
import type * as Reference from "./index";
import type { JsonValue } from "./serde_json/JsonValue";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type CanBeAbsent<T> = [Extract<T, null | undefined>] extends [never] ? false : true;
type Normal<T> = Equal<T, JsonValue> extends true ? unknown
  : unknown extends T ? unknown
  : T extends bigint ? number
  : T extends readonly (infer U)[] ? Normal<U>[]
  : T extends object ? NormalObject<T>
  : T;
/** One mapped type, no intersection: compilers do not agree on when two intersections are identical. */
type NormalObject<T> = string extends keyof T
  ? { values: Normal<Exclude<T[string & keyof T], undefined>> }
  : {
      [K in keyof T]-?: CanBeAbsent<T[K]> extends true
        ? { present: Normal<Exclude<T[K], null | undefined>> }
        : Normal<T[K]>;
    };
`;

const options = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  target: "ES2023",
  module: "ESNext",
  moduleResolution: "Bundler",
  customConditions: ["@codex/source"],
  types: [],
};

test.skipIf("missing" in reference)(`equal to the reference's own types (${JSON.stringify(reference)})`, () => {
  if ("missing" in reference) return;
  execFileSync(reference.binary, ["generate-ts", "--out", folder], { stdio: "ignore" });
  const names = [...readFileSync(join(folder, "index.ts"), "utf8").matchAll(/export type \{ (\w+) \}/g)].map(
    ([, name]) => name ?? "",
  );
  expect(names.length).toBe(43);
  const checks = names.map(
    (name) =>
      `export const ${name}: Equal<Normal<Reference.${name}>, Normal<${ours[name] ?? `Protocol.${name}`}>> = true;`,
  );
  writeFileSync(join(folder, "comparison.ts"), [comparison, ...checks].join("\n"));
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: options, files: ["comparison.ts"] }));
  const compiled = spawnSync(join(root, "node_modules/.bin/tsc"), ["-p", folder], { encoding: "utf8" });
  expect(compiled.stdout + compiled.stderr).toBe("");
  expect(compiled.status).toBe(0);
});
