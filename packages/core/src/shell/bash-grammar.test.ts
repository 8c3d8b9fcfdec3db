import { expect, test } from "vitest";
import { loadBashParser, MAX_SCRIPT_LENGTH } from "./bash-grammar.js";

const parser = await loadBashParser();
const isReadable = (script: string): boolean => {
  using tree = parser.parse(script);
  return !tree.root.hasError;
};

test("a script, and text that is not one", () => {
  expect(isReadable("if a; then b | c; fi > d")).toBe(true);
  expect(isReadable("echo (")).toBe(false);
  expect(isReadable(`cat <<'EOF'\n${"| a | b |\n".repeat(300)}EOF\n`)).toBe(true);
});

// Long repetitions of each take minutes or exhaust memory.
test.each(["a|", "a=(", "<<E\n", "a|\n", "?|", "`>]]=", "))", "ina=((("])("repeated %j hits the limit", (unit) => {
  for (const length of [MAX_SCRIPT_LENGTH, MAX_SCRIPT_LENGTH * 8]) {
    expect(isReadable(`(${unit.repeat(length / unit.length)}`)).toBe(false);
  }
  expect(isReadable("echo still here")).toBe(true);
});
