import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/**
 * The deliberate differences: `null` and absent are equivalent, so nullable fields may be absent; integers are numbers; any JSON is
 * `unknown`; `other` stands for what a reader does not know. Both sides are normalized before they are compared.
 */
const PRELUDE = `
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type CanBeAbsent<T> = [Extract<T, null | undefined>] extends [never] ? false : true;
type Json = number | string | boolean | Array<Json> | { [key in string]?: Json } | null;
type Normal<T> = Equal<T, Json> extends true ? unknown
  : unknown extends T ? unknown
  : T extends { type: "other" } ? never
  : T extends bigint ? number
  : T extends readonly (infer U)[] ? Normal<U>[]
  : T extends object ? NormalObject<T>
  : T;
/** One mapped type, not an intersection: compilers disagree on when two intersections are identical. */
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

export interface TypePair {
  /** For the compiler's message. */
  readonly name: string;
  /** Type expressions. */
  readonly left: string;
  readonly right: string;
}

/** A folder from which the compiler finds the packages. */
export function makeFolder() {
  const folder = mkdtempSync(join(root, "node_modules", ".compare-types-"));
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

/** The compiler's output for types that should be the same; empty if they are. */
export function compareTypes(folder: string, imports: readonly string[], pairs: readonly TypePair[]): string {
  const checks = pairs.map(
    ({ name, left, right }) => `export const ${name}: Equal<Normal<${left}>, Normal<${right}>> = true;`,
  );
  writeFileSync(join(folder, "comparison.ts"), [...imports, PRELUDE, ...checks].join("\n"));
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: options, files: ["comparison.ts"] }));
  const compiled = spawnSync(join(root, "node_modules/.bin/tsc"), ["-p", folder], { encoding: "utf8" });
  return compiled.stdout + compiled.stderr;
}
