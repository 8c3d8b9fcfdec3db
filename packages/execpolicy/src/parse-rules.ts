import { type RulesFault, RulesFaultError } from "./error.js";
import { evaluate } from "./evaluate.js";
import { generalFunctions } from "./general-functions.js";
import { parseStatements } from "./parse-statements.js";
import { type HostExecutable, MAX_RULES_LENGTH, type NetworkRule, type Policy, type PrefixRule } from "./rule.js";
import { ruleFunctions } from "./rule-functions.js";

export type ParseRulesResult =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly fault: RulesFault };

/**
 * Parses the text of a `.rules` file: a subset of Starlark (lists, loops, functions, no `load`) that can only make rules. A file
 * with any fault defines no rules at all.
 */
export function parseRules(text: string): ParseRulesResult {
  const prefixRules: PrefixRule[] = [];
  const hostExecutables: HostExecutable[] = [];
  const networkRules: NetworkRule[] = [];
  const functions = [
    ...generalFunctions(),
    ...ruleFunctions({
      prefixRule: (rule) => prefixRules.push(rule),
      hostExecutable: (executable) => hostExecutables.push(executable),
      networkRule: (rule) => networkRules.push(rule),
    }),
  ];
  try {
    if (text.length > MAX_RULES_LENGTH) {
      throw new RulesFaultError("too-costly", "this file is too long for a list of rules", { line: 1, column: 1 });
    }
    evaluate(parseStatements(text.replace(/^\uFEFF/, "")), new Map(functions.map((made) => [made.name, made])));
  } catch (error) {
    if (error instanceof RulesFaultError) return { ok: false, fault: error.fault };
    throw error;
  }
  return { ok: true, policy: { prefixRules, hostExecutables, networkRules } };
}
