import { errorMessage } from "@codex/core";
import type { Problem } from "@codex/jsonrpc";
import { shortText } from "./visible-text.js";

/** How many characters of a peer's text a log shows. */
const MAX_LENGTH = 300;

/** Describes a problem in one line for a log, safe for terminals whatever the peer sent. */
export function describeProblem(problem: Problem): string {
  return shortText(textOf(problem), MAX_LENGTH);
}

function textOf(problem: Problem): string {
  switch (problem.type) {
    case "malformed-message":
      return `a message was not understood: ${problem.error.message}`;
    case "unexpected-answer":
      return `an answer came to a request that was not asked: ${problem.id ?? "without an id"}`;
    case "handler-failed":
      return `${problem.method} failed: ${errorMessage(problem.error)}`;
    case "unsendable-notification":
      return `${problem.method} could not be sent: ${errorMessage(problem.error)}`;
    default:
      problem satisfies never;
      return "unknown problem";
  }
}
