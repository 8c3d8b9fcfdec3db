import { EMPTY_POLICY, type Policy } from "@codex/execpolicy";
import type { Requirements } from "../config/requirements/requirements.js";

/** The administrator's command rules. They can only prompt or forbid, so other rules cannot weaken them. */
export function requiredRules(requirements: Requirements | undefined): Policy {
  const rules = requirements?.demands.rules?.prefix_rules ?? [];
  return {
    ...EMPTY_POLICY,
    prefixRules: rules.map(({ pattern, decision, justification }) => ({
      pattern: pattern.map((word) => ("token" in word ? [word.token] : word.any_of)),
      decision,
      justification,
    })),
  };
}
