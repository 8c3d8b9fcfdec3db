import { basename, isAbsolute, resolve } from "node:path";
import { type Decision, type HostExecutable, matchPrefix, type Policy, type PrefixRule, strictest } from "./rule.js";

/** A rule that speaks about a command. */
export interface RuleMatch {
  readonly rule: PrefixRule;
  /** The words of the rule's pattern, as they stand in the command. */
  readonly matchedPrefix: readonly string[];
  /** The program's path, when the rule names the program only. */
  readonly resolvedProgram?: string;
}

export interface CheckOptions {
  /** A program given by its path counts as its name where `host_executable` does not say otherwise. Default false. */
  readonly resolveHostExecutables?: boolean;
  /** What relative paths are resolved against, absolute. Default: only absolute ones count. */
  readonly cwd?: string;
}

/** Every rule that speaks about the command, in the order of the files. */
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

/** What the strictest of the rules says; `undefined` when none speaks. */
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
