import type { EventMsg } from "@codex/protocol";
import type { Style } from "../style.js";
import { renderOutput } from "./command-output.js";

type Ended<Type extends EventMsg["type"]> = Extract<EventMsg, { type: Type }>;

const MAX_OUTPUT_LINES = 12;

/** How a command ended, and what it printed. A command that `isQuiet` shows its output only if it failed. */
export function commandOutcome(
  { duration, exit_code, aggregated_output }: Ended<"exec_command_end">,
  { style, isQuiet }: { readonly style: Style; readonly isQuiet: boolean },
): string[] {
  const seconds = style.dim(secondsOf(duration));
  if (exit_code !== 0) return [style.red(`  ✘ exit ${exit_code} `) + seconds, ...outputLines(aggregated_output, style)];
  return [style.green("  ✔ ") + seconds, ...(isQuiet ? [] : outputLines(aggregated_output, style))];
}

export function patchOutcome({ success, stderr }: Ended<"patch_apply_end">, style: Style): string[] {
  return success ? [style.green("  ✔ applied")] : [style.red("  ✘ not applied"), ...outputLines(stderr, style)];
}

export function toolOutcome({ duration, result }: Ended<"mcp_tool_call_end">, style: Style): string[] {
  const seconds = style.dim(secondsOf(duration));
  if ("Err" in result) return [`${style.red("  ✘ ")}${seconds}`, ...outputLines(result.Err, style)];
  const mark = result.Ok.isError ? style.red("  ✘ ") : style.green("  ✔ ");
  const parts = result.Ok.content.map((part) => (part.type === "text" ? part.text : `[${part.type}]`));
  return [`${mark}${seconds}`, ...outputLines(parts.join("\n"), style)];
}

function outputLines(output: string, style: Style): string[] {
  return renderOutput(output, MAX_OUTPUT_LINES, style);
}

function secondsOf({ secs, nanos }: { readonly secs: number; readonly nanos: number }): string {
  return `${(secs + nanos / 1e9).toFixed(1)} s`;
}
