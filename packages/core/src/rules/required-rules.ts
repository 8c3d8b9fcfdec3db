import { EMPTY_POLICY, type Policy } from "@codex/execpolicy";
import type { Requirements } from "../config/requirements.js";

/** The rules about commands that an administrator requires. They only forbid or want to be asked, so none is made less by others. */
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
