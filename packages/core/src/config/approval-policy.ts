import type { ApprovalPolicy, GranularApproval } from "@codex/protocol";

/** A kind of question that a policy may refuse without asking. */
export type QuestionKind = Exclude<keyof GranularApproval, "skill_approval">;

/** Whether the user may be asked a question of this kind. What nobody may be asked about is refused. */
export function mayAsk(policy: ApprovalPolicy, kind: QuestionKind): boolean {
  return typeof policy === "string" ? policy !== "never" : policy.granular[kind];
}

/** Whether it is for the model to say what leaves the sandbox. A policy by kind of question asks as `on-request` does. */
export function asksOnRequest(policy: ApprovalPolicy): boolean {
  return policy === "on-request" || typeof policy !== "string";
}

/** For people and for the model: a policy by kind of question with the kinds that are asked. */
export function approvalPolicyName(policy: ApprovalPolicy): string {
  if (typeof policy === "string") return policy;
  const asked = Object.entries(policy.granular).flatMap(([kind, isAsked]) => (isAsked ? [kind] : []));
  return `granular (asks: ${asked.join(", ") || "nothing"})`;
}
