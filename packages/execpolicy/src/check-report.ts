import { type RuleMatch, strictestDecision } from "./check-command.js";
import type { Decision } from "./rule.js";

/** The output of `codex execpolicy check`, with the names and shape of codex 0.171.0. */
export interface CheckReport {
  readonly matchedRules: readonly { readonly prefixRuleMatch: PrefixRuleMatch }[];
  /** Absent if no rule matches the command. */
  readonly decision?: Decision;
}

interface PrefixRuleMatch {
  readonly matchedPrefix: readonly string[];
  readonly decision: Decision;
  readonly resolvedProgram?: string;
  readonly justification?: string;
}

export function checkReport(matches: readonly RuleMatch[]): CheckReport {
  const decision = strictestDecision(matches);
  return {
    matchedRules: matches.map(({ rule, matchedPrefix, resolvedProgram }) => ({
      prefixRuleMatch: {
        matchedPrefix,
        decision: rule.decision,
        ...(resolvedProgram === undefined ? {} : { resolvedProgram }),
        ...(rule.justification === undefined ? {} : { justification: rule.justification }),
      },
    })),
    ...(decision === undefined ? {} : { decision }),
  };
}
