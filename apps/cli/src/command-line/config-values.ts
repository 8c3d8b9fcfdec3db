import { type CliOverride, isFeatureOn, parseCliOverride } from "@codex/core";
import type { Invocation } from "./command-spec.js";

/**
 * What a command line sets of the configuration: `-c`, then `--enable` and `--disable`.
 * @throws Error for a feature that there is none of.
 */
export function configValuesOf(invocation: Invocation): CliOverride[] {
  const switched = (option: string, isOn: boolean): CliOverride[] =>
    invocation.options(option).map((name) => {
      if (isFeatureOn(name, {}) === undefined) {
        throw new Error(`there is no feature '${name}': 'codex features list' shows those that there are`);
      }
      return [`features.${name}`, isOn];
    });
  return [
    ...invocation.options("config").map(parseCliOverride),
    ...switched("enable", true),
    ...switched("disable", false),
  ];
}
