import type { ToolOutput } from "@codex/protocol";

/** The text parts of a tool's output. */
export function outputText(output: ToolOutput): string {
  if (typeof output === "string") return output;
  return output.flatMap((part) => (part.type === "input_image" ? [] : [part.text])).join("\n");
}
