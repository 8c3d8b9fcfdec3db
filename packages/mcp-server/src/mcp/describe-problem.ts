import type { Problem } from "@codex/jsonrpc";

/** One line for a log. */
export function describeProblem(problem: Problem): string {
  switch (problem.type) {
    case "malformed-message":
      return `a message was not understood: ${problem.error.message}`;
    case "unexpected-answer":
      return `an answer came to a request that was not asked: ${problem.id ?? "without an id"}`;
    case "handler-failed":
      return `${problem.method} failed: ${problem.error instanceof Error ? problem.error.message : String(problem.error)}`;
    default:
      problem satisfies never;
      return "unknown problem";
  }
}
