import type { ShellEnvironmentPolicy } from "../config/config.js";
import type { Environment } from "../environment.js";
import { hasPassword, SECRET_NAMES } from "./secret-variables.js";

const CORE_VARIABLES = new Set(["HOME", "LOGNAME", "PATH", "SHELL", "USER", "USERNAME", "TMPDIR", "TEMP", "TMP"]);
/** The environment of a command: inherited by the policy, minus what looks secret or is excluded, plus what is set. */
export function createChildEnvironment(policy: ShellEnvironmentPolicy, env: Environment): Record<string, string> {
  const excluded = [...(policy.ignoreDefaultExcludes ? [] : SECRET_NAMES), ...policy.exclude].map(matcher);
  const inherited = inheritedVariables(policy, env)
    .filter(([name]) => !excluded.some((matches) => matches(name)))
    .filter(([, value]) => policy.ignoreDefaultExcludes || !hasPassword(value));
  const all = new Map([...inherited, ...Object.entries(policy.set)]);
  const included = policy.includeOnly.map(matcher);
  const kept = [...all].filter(([name]) => included.length === 0 || included.some((matches) => matches(name)));
  return Object.fromEntries(kept);
}

function inheritedVariables(policy: ShellEnvironmentPolicy, env: Environment): [string, string][] {
  if (policy.inherit === "none") return [];
  const present = Object.entries(env).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  );
  return policy.inherit === "core" ? present.filter(([name]) => CORE_VARIABLES.has(name)) : present;
}

/** A whole-name matcher without a regular expression, so that no pattern can take long. */
function matcher(pattern: string): (name: string) => boolean {
  const wanted = [...pattern.toLowerCase()];
  return (name) => matchesWildcards(wanted, [...name.toLowerCase()]);
}

function matchesWildcards(pattern: readonly string[], name: readonly string[]): boolean {
  let at = 0;
  let next = 0;
  let star = -1;
  let starAt = 0;
  while (at < name.length) {
    if (next < pattern.length && pattern[next] === "*") {
      star = next++;
      starAt = at;
    } else if (next < pattern.length && (pattern[next] === "?" || pattern[next] === name[at])) {
      next++;
      at++;
    } else if (star >= 0) {
      next = star + 1;
      at = ++starAt;
    } else return false;
  }
  while (pattern[next] === "*") next++;
  return next === pattern.length;
}
