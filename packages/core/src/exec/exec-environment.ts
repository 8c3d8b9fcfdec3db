import type { ShellEnvironmentPolicy } from "../config/config.js";
import type { Environment } from "../environment.js";
import { hasPassword, SECRET_NAMES } from "./secret-variables.js";

const CORE_VARIABLES = new Set(["HOME", "LOGNAME", "PATH", "SHELL", "USER", "USERNAME", "TMPDIR", "TEMP", "TMP"]);

/** The environment of a command: inherited by the policy, minus what looks secret or is excluded, plus what is set. */
export function createChildEnvironment(policy: ShellEnvironmentPolicy, env: Environment): Record<string, string> {
  const { isExcluded, isIncluded } = namesOf(policy);
  const inherited = inheritedVariables(policy, env)
    .filter(([name]) => !isExcluded(name))
    .filter(([, value]) => policy.ignoreDefaultExcludes || !hasPassword(value));
  const all = new Map([...inherited, ...Object.entries(policy.set)]);
  return Object.fromEntries([...all].filter(([name]) => policy.includeOnly.length === 0 || isIncluded(name)));
}

interface Names {
  readonly isExcluded: (name: string) => boolean;
  readonly isIncluded: (name: string) => boolean;
}

/** A policy is asked about the same names for each command. */
const known = new WeakMap<ShellEnvironmentPolicy, Names>();

function namesOf(policy: ShellEnvironmentPolicy): Names {
  let names = known.get(policy);
  if (names === undefined) {
    const excluded = [...(policy.ignoreDefaultExcludes ? [] : SECRET_NAMES), ...policy.exclude];
    names = { isExcluded: matcherOf(excluded), isIncluded: matcherOf(policy.includeOnly) };
    known.set(policy, names);
  }
  return names;
}

function inheritedVariables(policy: ShellEnvironmentPolicy, env: Environment): [string, string][] {
  if (policy.inherit === "none") return [];
  const present = Object.entries(env).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  );
  return policy.inherit === "core" ? present.filter(([name]) => CORE_VARIABLES.has(name)) : present;
}

/** Whether one of the patterns matches a whole name; without a regular expression, so that none can take long. */
function matcherOf(patterns: readonly string[]): (name: string) => boolean {
  const wanted = patterns.map((pattern) => [...pattern.toLowerCase()]);
  const answers = new Map<string, boolean>();
  return (name) => {
    let matches = answers.get(name);
    if (matches === undefined) {
      const letters = [...name.toLowerCase()];
      matches = wanted.some((pattern) => matchesWildcards(pattern, letters));
      answers.set(name, matches);
    }
    return matches;
  };
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
