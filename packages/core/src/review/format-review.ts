import type { ReviewFinding } from "../items/item.js";
import type { ReviewResult } from "./parse-review.js";

const NOTHING = "The reviewer gave no explanation and found nothing.";

/** Formats a review as Markdown: the explanation, then each finding with its location. */
export function formatReview({ explanation, findings }: ReviewResult): string {
  const parts = [
    explanation.trim(),
    ...(findings.length === 0 ? [] : [heading(findings), ...findings.map(formatFinding)]),
  ];
  return parts.filter((part) => part !== "").join("\n\n") || NOTHING;
}

function heading(findings: readonly ReviewFinding[]): string {
  return findings.length === 1 ? "Review comment:" : "Full review comments:";
}

function formatFinding({ title, body, path, startLine, endLine }: ReviewFinding): string {
  const text =
    body === ""
      ? []
      : body
          .replace(/\r?\n$/, "")
          .split(/\r?\n/)
          .map((line) => `  ${line}`);
  return [`- ${title} — ${path}:${startLine}-${endLine}`, ...text].join("\n");
}
