import { expect, test } from "vitest";
import type { CliOverride } from "./cli-override.js";
import { parseConfig } from "./parse-config.js";
import { shellEnvironmentPolicyOf } from "./toml/policies-toml.js";

/** The lists that result from layers, the first of which is the user's, with `-c` on top. */
function lists(policies: readonly object[], overrides: readonly CliOverride[] = []) {
  const layers = policies.map((shell_environment_policy, index) => ({
    source: { type: "user", file: `/home/${index}.toml` } as const,
    table: { shell_environment_policy },
    text: undefined,
  }));
  const { exclude, includeOnly } = shellEnvironmentPolicyOf(parseConfig(layers.toReversed(), overrides).toml);
  return [exclude, includeOnly];
}

test("filters exclude patterns, or include only them", () => {
  expect(lists([{ filters: { "AWS_*": "exclude", PATH: "include" } }])).toEqual([["AWS_*"], ["PATH"]]);
});

test("filters of several files are merged; the last one for a pattern wins, ignoring case", () => {
  const below = { filters: { "FLIP_*": "exclude", "KEEP_*": "include" } };
  expect(lists([below, { filters: { "flip_*": "include", X: "exclude" } }])).toEqual([["X"], ["KEEP_*", "flip_*"]]);
});

test("filters override the lists of lower layers, and lists replace the filters of lower layers", () => {
  const both = { exclude: ["A", "B"], include_only: ["P"] };
  expect(lists([both, { filters: { a: "include" } }])).toEqual([["B"], ["P", "a"]]);
  const filters = { A: "exclude", P: "include" } as const;
  expect(lists([{ filters }, { exclude: ["B"] }])).toEqual([["B"], ["P"]]);
  expect(lists([{ filters }, { include_only: ["a"] }])).toEqual([[], ["a"]]);
});

test("a filter on the command line adds to those of files", () => {
  const override: CliOverride = ["shell_environment_policy.filters.MY_LOGIN", "exclude"];
  expect(lists([{ filters: { A: "exclude" } }], [override])).toEqual([["A", "MY_LOGIN"], []]);
});

test("a file cannot use both filters and lists", () => {
  expect(() => lists([{ filters: { A: "exclude" }, exclude: ["B"] }])).toThrow(
    "/home/0.toml: `shell_environment_policy.filters` cannot stand beside",
  );
});

test.each([
  [{ A: "exlude" }, 'must be one of include, exclude, not "exlude"; did you mean "exclude"?'],
  [["A"], "must be a table"],
])("invalid filters are refused: %j", (filters, message) => {
  expect(() => lists([{ filters }])).toThrow(message);
});
