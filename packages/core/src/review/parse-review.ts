import * as z from "zod/mini";
import type { ReviewFinding } from "../items/item.js";
import { tryParseJson } from "../json.js";

/** The result of a review. */
export interface ReviewResult {
  readonly findings: readonly ReviewFinding[];
  readonly explanation: string;
  /** The reviewer's verdict, verbatim. */
  readonly correctness: string | undefined;
  /** From 0 to 1. */
  readonly confidence: number | undefined;
}

const MAX_LENGTH = 1024 * 1024;
/** How many positions are tried as the start of the answer's object. */
const MAX_CANDIDATES = 50;

const LineSchema = z.int().check(z.nonnegative());

const OutputSchema = z.object({
  findings: z.array(
    z.object({
      title: z.string(),
      body: z.string(),
      confidence_score: z.number(),
      priority: z.nullish(z.number()),
      code_location: z.object({
        absolute_file_path: z.string(),
        line_range: z.object({ start: LineSchema, end: LineSchema }),
      }),
    }),
  ),
  overall_correctness: z.string(),
  overall_explanation: z.string(),
  overall_confidence_score: z.number(),
});

/**
 * Parses a reviewer's answer, whose object may be surrounded by prose or code fences. `undefined`: the answer is the review, as plain text.
 */
export function parseReview(answer: string): ReviewResult | undefined {
  if (answer.length > MAX_LENGTH) return undefined;
  const end = answer.lastIndexOf("}");
  let start = answer.indexOf("{");
  for (let tried = 0; tried < MAX_CANDIDATES && start >= 0 && start < end; tried += 1) {
    const output = OutputSchema.safeParse(tryParseJson(answer.slice(start, end + 1)));
    if (output.success) return resultOf(output.data);
    start = answer.indexOf("{", start + 1);
  }
  return undefined;
}

function resultOf(output: z.infer<typeof OutputSchema>): ReviewResult {
  return {
    findings: output.findings.map((finding) => ({
      title: finding.title,
      body: finding.body,
      priority: finding.priority ?? undefined,
      confidence: finding.confidence_score,
      path: finding.code_location.absolute_file_path,
      startLine: finding.code_location.line_range.start,
      endLine: finding.code_location.line_range.end,
    })),
    explanation: output.overall_explanation,
    correctness: output.overall_correctness,
    confidence: output.overall_confidence_score,
  };
}
