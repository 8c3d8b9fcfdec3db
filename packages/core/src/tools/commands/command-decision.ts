import type { CommandDecision } from "../../items/call-items.js";
import type { SafetyCheck } from "../../safety/assess-command-safety.js";
import type { RuleVerdict } from "../../safety/rule-verdict.js";

interface Judged {
  readonly verdict: RuleVerdict | undefined;
  /** Whether the user approved it earlier for the rest of the thread. */
  readonly wasApproved: boolean;
}

/** Who decided without a question; undefined if a question is needed. */
export function decisionOf(check: SafetyCheck, { verdict, wasApproved }: Judged): CommandDecision | undefined {
  switch (check.type) {
    case "ask-user":
      return undefined;
    case "reject":
      return { by: verdict === undefined || verdict.type === "allow" ? "policy" : "rule", reason: check.reason };
    case "auto-approve":
      if (check.knownSafe !== undefined) return { by: "policy", reason: "it only reads" };
      if (wasApproved) return { by: "thread" };
      return verdict?.type === "allow" ? { by: "rule", reason: verdict.reason } : { by: "policy" };
    default:
      return check satisfies never;
  }
}
