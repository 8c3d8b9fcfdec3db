import type { ToolOutput } from "@codex/protocol";

/** The texts of what a tool gave the model. */
export function outputText(output: ToolOutput): string {
  if (typeof output === "string") return output;
  return output.flatMap((part) => (part.type === "input_image" ? [] : [part.text])).join("\n");
}
