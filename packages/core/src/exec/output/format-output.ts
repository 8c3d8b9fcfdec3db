import type { ExecOutput } from "../exec-types.js";
import { asTerminalShows } from "./as-terminal-shows.js";
import { headAndTail } from "./head-and-tail.js";

/** The tool result for the model: JSON with the truncated output and how the command ended. */
export function formatExecOutput(output: ExecOutput): string {
  return JSON.stringify({ output: formatExecOutputText(output), metadata: outcomeOf(output) });
}

/** The outcome of a patch in words. */
export function formatPatchOutput(output: ExecOutput): string {
  return inWords(output, "Wall time");
}

/** The outcome of a user's command in words. */
export function formatUserCommandOutput(output: ExecOutput): string {
  return inWords(output, "Duration");
}

function inWords(output: ExecOutput, timeName: string): string {
  const { exit_code: exitCode, duration_seconds: seconds } = outcomeOf(output);
  return `Exit code: ${exitCode}\n${timeName}: ${seconds} seconds\nOutput:\n${formatExecOutputText(output)}`;
}

function outcomeOf({ exitCode, durationMs }: ExecOutput) {
  return { exit_code: exitCode, duration_seconds: Math.round(durationMs / 100) / 10 };
}

/** Cached while somebody holds the output: each text is both displayed and sent to the model. */
const texts = new WeakMap<ExecOutput, string>();

/** The output for the model: as a terminal would show it, with the middle cut out if it is long. */
export function formatExecOutputText(output: ExecOutput): string {
  const known = texts.get(output);
  if (known !== undefined) return known;
  const { aggregatedTotalLines: totalLines, aggregatedOmittedBytes: bytes } = output;
  const text = headAndTail(asTerminalShows(output.aggregatedOutput), { totalLines, bytes });
  texts.set(output, text);
  return text;
}
