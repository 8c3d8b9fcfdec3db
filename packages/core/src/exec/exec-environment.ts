import type { ShellEnvironmentPolicy } from "../config/config.js";
import type { Environment } from "../environment.js";
import { nameMatcher } from "./name-matcher.js";
import { looksSecret } from "./secret-variables.js";

const CORE_VARIABLES = new Set(["HOME", "LOGNAME", "PATH", "SHELL", "USER", "USERNAME", "TMPDIR", "TEMP", "TMP"]);

/** A command's environment: inherited according to the policy, minus secrets and excluded variables, plus the policy's own. */
export function createChildEnvironment(policy: ShellEnvironmentPolicy, env: Environment): Record<string, string> {
  const { isExcluded, isIncluded, isLogin } = namesOf(policy);
  const inherited = inheritedVariables(policy, env)
    .filter(([name]) => !isExcluded(name))
    .filter((variable) => policy.ignoreDefaultExcludes || !(isLogin(variable[0]) || looksSecret(variable)));
  const all = new Map([...inherited, ...Object.entries(policy.set)]);
  return Object.fromEntries([...all].filter(([name]) => policy.includeOnly.length === 0 || isIncluded(name)));
}

interface Names {
  readonly isExcluded: (name: string) => boolean;
  readonly isIncluded: (name: string) => boolean;
  readonly isLogin: (name: string) => boolean;
}

/** A policy is applied to the same names for every command. */
const known = new WeakMap<ShellEnvironmentPolicy, Names>();

function namesOf(policy: ShellEnvironmentPolicy): Names {
  let names = known.get(policy);
  if (names === undefined) {
    const logins = new Set(policy.logins);
    names = {
      isExcluded: nameMatcher(policy.exclude),
      isIncluded: nameMatcher(policy.includeOnly),
      isLogin: (name) => logins.has(name),
    };
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
