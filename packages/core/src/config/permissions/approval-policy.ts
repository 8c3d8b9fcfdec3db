import type { ApprovalPolicy, GranularApproval } from "@codex/protocol";

/** A kind of question that a policy can refuse automatically. */
export type QuestionKind = Exclude<keyof GranularApproval, "skill_approval">;

/** Whether this kind of question may be asked. Questions that may not be asked are refused. */
export function mayAsk(policy: ApprovalPolicy, kind: QuestionKind): boolean {
  return typeof policy === "string" ? policy !== "never" : policy.granular[kind];
}

/** Whether the model decides what to run outside the sandbox. Granular policies behave like `on-request`. */
export function asksOnRequest(policy: ApprovalPolicy): boolean {
  return policy === "on-request" || typeof policy !== "string";
}

/** The policy's name for users and the model; for a granular policy, with the kinds of questions that are asked. */
export function approvalPolicyName(policy: ApprovalPolicy): string {
  if (typeof policy === "string") return policy;
  const asked = Object.entries(policy.granular).flatMap(([kind, isAsked]) => (isAsked ? [kind] : []));
  return `granular (asks: ${asked.join(", ") || "nothing"})`;
}
