import * as z from "zod/mini";
import type { ReviewAuthorization, ReviewRisk } from "../items/approval-review.js";
import { tryParseJson } from "../json.js";
import type { JsonSchema } from "../model/tool-spec.js";

export interface Verdict {
  readonly outcome: "approved" | "denied";
  readonly risk: ReviewRisk;
  readonly authorization: ReviewAuthorization;
  readonly rationale: string;
}

const RISKS = ["low", "medium", "high", "critical"] as const;
const AUTHORIZATIONS = ["unknown", "low", "medium", "high"] as const;
const OUTCOMES = ["allow", "deny"] as const;

/** In characters. */
const LONGEST_ANSWER = 20_000;
const LONGEST_RATIONALE = 2_000;

const VerdictSchema = z.strictObject({
  risk_level: z.enum(RISKS),
  user_authorization: z.enum(AUTHORIZATIONS),
  outcome: z.enum(OUTCOMES),
  rationale: z.string(),
});

/** Field names as in codex-rs. */
export const VERDICT_FORMAT: JsonSchema = {
  type: "object",
  properties: {
    risk_level: { type: "string", enum: RISKS },
    user_authorization: { type: "string", enum: AUTHORIZATIONS },
    outcome: { type: "string", enum: OUTCOMES },
    rationale: { type: "string" },
  },
  required: ["risk_level", "user_authorization", "outcome", "rationale"],
  additionalProperties: false,
};

/**
 * Parses a reviewer's answer: one object, optionally in a code fence. Undefined for anything else, and for an approval that contradicts
 * itself. Differs from codex-rs, which also extracts an object from prose and accepts an approval without a reason.
 */
export function parseVerdict(answer: string): Verdict | undefined {
  if (answer.length > LONGEST_ANSWER) return undefined;
  const parsed = VerdictSchema.safeParse(tryParseJson(withoutFence(answer.trim()))).data;
  if (parsed === undefined) return undefined;
  const { risk_level: risk, user_authorization: authorization, rationale } = parsed;
  if (parsed.outcome === "allow" && !mayBeAllowed(risk, authorization)) return undefined;
  const outcome = parsed.outcome === "allow" ? "approved" : "denied";
  return { outcome, risk, authorization, rationale: rationale.slice(0, LONGEST_RATIONALE) };
}

const mayBeAllowed = (risk: ReviewRisk, authorization: ReviewAuthorization): boolean =>
  risk !== "critical" && (risk !== "high" || authorization === "high" || authorization === "medium");

function withoutFence(text: string): string {
  if (!text.startsWith("```") || !text.endsWith("```")) return text;
  return text.slice(text.indexOf("\n") + 1, -3);
}
