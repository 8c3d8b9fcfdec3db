import { type CliOverride, FEATURES, isFeatureOn, nearestName, parseCliOverride } from "@codex/core";
import type { Invocation } from "./command-spec.js";

/**
 * The configuration overrides of a command line: `-c`, then `--enable` and `--disable`.
 * @throws Error for an unknown feature, unless it is disabled and known to other versions.
 */
export function configValuesOf(invocation: Invocation): CliOverride[] {
  const switched = (option: string, isOn: boolean): CliOverride[] =>
    invocation.options(option).map((name) => {
      if (isFeatureOn(name, {}) === undefined) refuseUnknown(name, isOn);
      return [`features.${name}`, isOn];
    });
  return [
    ...invocation.options("config").map(parseCliOverride),
    ...switched("enable", true),
    ...switched("disable", false),
    ...limitsOf(invocation),
  ];
}

/**
 * Scripts for other versions may disable features that we do not have. A name similar to one of ours is a typo, and the feature would stay
 * on.
 */
function refuseUnknown(name: string, isOn: boolean): void {
  const meant = nearestName(
    name,
    FEATURES.map((feature) => feature.name),
  );
  const hint = meant === undefined ? ": 'codex features list' shows all features" : `; did you mean '${meant}'?`;
  if (isOn || meant !== undefined) throw new Error(`there is no feature '${name}'${hint}`);
}

function limitsOf(invocation: Invocation): CliOverride[] {
  const [turns, tokens, time] = ["max-turns", "max-tokens", "max-time"].map((name) => invocation.option(name));
  return [
    ...(turns === undefined ? [] : [["limits.max_turns", Number(turns)] as const]),
    ...(tokens === undefined ? [] : [["limits.max_tokens", Number(tokens)] as const]),
    ...(time === undefined ? [] : [["limits.max_time_sec", secondsOf(time)] as const]),
  ];
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

function secondsOf(time: string): number {
  const unit = SECONDS[time.at(-1) ?? ""];
  return unit === undefined ? Number(time) : Number(time.slice(0, -1)) * unit;
}
