import type { ToolOutput } from "@codex/protocol";

/** What a tool answers. */
export interface ToolAnswer {
  /** For the model. */
  readonly output: ToolOutput;
  /** What hooks are told, where that is more. */
  readonly response?: unknown;
}

export const asToolAnswer = (answer: ToolOutput | ToolAnswer): ToolAnswer =>
  typeof answer === "object" && "output" in answer ? answer : { output: answer };
