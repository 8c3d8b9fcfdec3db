// The public API: other packages rely on everything exported here.
export { type CheckOptions, matchRules, type RuleMatch, strictestDecision } from "./check-command.js";
export { type CheckReport, checkReport } from "./check-report.js";
export type { RulesFault, RulesFaultCode, RulesPosition } from "./error.js";
export { formatPrefixRule } from "./format-rule.js";
export { type ParseRulesResult, parseRules } from "./parse-rules.js";
export {
  type Decision,
  EMPTY_POLICY,
  type HostExecutable,
  joinPolicies,
  MAX_RULES_LENGTH,
  type NetworkProtocol,
  type NetworkRule,
  type Policy,
  type PrefixRule,
} from "./rule.js";
