import { expect, test } from "vitest";
import type { CliOverride } from "./config.js";
import { parseConfig } from "./parse-config.js";
import { shellEnvironmentPolicyOf } from "./policies-toml.js";

/** What layers say of variables, the first of them that of the user, with `-c` over them. */
function lists(policies: readonly object[], overrides: readonly CliOverride[] = []) {
  const layers = policies.map((shell_environment_policy, index) => ({
    source: { type: "user", file: `/home/${index}.toml` } as const,
    table: { shell_environment_policy },
    text: undefined,
  }));
  const { exclude, includeOnly } = shellEnvironmentPolicyOf(parseConfig(layers.toReversed(), overrides).toml);
  return [exclude, includeOnly];
}

test("filters are patterns to leave out, and the only ones to keep", () => {
  expect(lists([{ filters: { "AWS_*": "exclude", PATH: "include" } }])).toEqual([["AWS_*"], ["PATH"]]);
});

test("filters of several files add up; the last word on a pattern counts, in whatever case", () => {
  const below = { filters: { "FLIP_*": "exclude", "KEEP_*": "include" } };
  expect(lists([below, { filters: { "flip_*": "include", X: "exclude" } }])).toEqual([["X"], ["KEEP_*", "flip_*"]]);
});

test("filters lie over the lists of a file below, and lists take the place of filters below", () => {
  const both = { exclude: ["A", "B"], include_only: ["P"] };
  expect(lists([both, { filters: { a: "include" } }])).toEqual([["B"], ["P", "a"]]);
  const filters = { A: "exclude", P: "include" } as const;
  expect(lists([{ filters }, { exclude: ["B"] }])).toEqual([["B"], ["P"]]);
  expect(lists([{ filters }, { include_only: ["a"] }])).toEqual([[], ["a"]]);
});

test("a filter of the command line adds to those of files", () => {
  const override: CliOverride = ["shell_environment_policy.filters.MY_LOGIN", "exclude"];
  expect(lists([{ filters: { A: "exclude" } }], [override])).toEqual([["A", "MY_LOGIN"], []]);
});

test("the same file says it one way", () => {
  expect(() => lists([{ filters: { A: "exclude" }, exclude: ["B"] }])).toThrow(
    "/home/0.toml: `shell_environment_policy.filters` cannot stand beside",
  );
});

test.each([
  [{ A: "exlude" }, 'must be one of include, exclude, not "exlude"; did you mean "exclude"?'],
  [["A"], "must be a table"],
])("filters that are none are refused: %j", (filters, message) => {
  expect(() => lists([{ filters }])).toThrow(message);
});
