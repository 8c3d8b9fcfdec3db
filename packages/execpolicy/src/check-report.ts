import { type RuleMatch, strictestDecision } from "./check-command.js";
import type { Decision } from "./rule.js";

/** What `codex execpolicy check` prints: names and shape as codex 0.171.0 has them. */
export interface CheckReport {
  readonly matchedRules: readonly { readonly prefixRuleMatch: PrefixRuleMatch }[];
  /** Absent when no rule speaks about the command. */
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
