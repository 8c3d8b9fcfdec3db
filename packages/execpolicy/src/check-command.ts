import { basename, isAbsolute, resolve } from "node:path";
import { type Decision, type HostExecutable, matchPrefix, type Policy, type PrefixRule, strictest } from "./rule.js";

/** A rule that matches a command. */
export interface RuleMatch {
  readonly rule: PrefixRule;
  /** The words of the command that the rule's pattern matched. */
  readonly matchedPrefix: readonly string[];
  /** The program's path, if the rule gives only its name. */
  readonly resolvedProgram?: string;
}

export interface CheckOptions {
  /** Whether a program given by path also counts as its name, unless `host_executable` says otherwise. Default: false. */
  readonly resolveHostExecutables?: boolean;
  /** The absolute folder for relative paths. Default: only absolute paths count. */
  readonly cwd?: string;
}

/** Every rule that matches the command, in file order. */
export function matchRules(policy: Policy, words: readonly string[], options: CheckOptions = {}): RuleMatch[] {
  const [program, ...rest] = words;
  const exact = policy.prefixRules.flatMap((rule) => match(rule, words));
  if (exact.length > 0 || options.resolveHostExecutables !== true || program === undefined) return exact;
  const resolvedProgram = absolutePath(program, options.cwd);
  if (resolvedProgram === undefined) return [];
  const name = hostExecutableName(policy.hostExecutables, resolvedProgram);
  if (name === undefined) return [];
  return policy.prefixRules.flatMap((rule) =>
    match(rule, [name, ...rest]).map((found) => ({ ...found, resolvedProgram })),
  );
}

/** The strictest decision among the rules; `undefined` if none matches. */
export function strictestDecision(matches: readonly RuleMatch[]): Decision | undefined {
  return strictest(matches.map(({ rule }) => rule.decision));
}

function absolutePath(program: string, cwd: string | undefined): string | undefined {
  if (isAbsolute(program)) return resolve(program);
  return cwd === undefined || !program.includes("/") ? undefined : resolve(cwd, program);
}

function match(rule: PrefixRule, words: readonly string[]): RuleMatch[] {
  const matchedPrefix = matchPrefix(rule.pattern, words);
  return matchedPrefix === undefined ? [] : [{ rule, matchedPrefix }];
}

function hostExecutableName(executables: readonly HostExecutable[], program: string): string | undefined {
  const name = basename(program);
  const entry = executables.findLast((executable) => executable.name === name);
  return entry === undefined || entry.paths.includes(program) ? name : undefined;
}
