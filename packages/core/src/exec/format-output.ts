import { asTerminalShows } from "./as-terminal-shows.js";
import type { ExecOutput } from "./exec-types.js";
import { headAndTail } from "./head-and-tail.js";

/** The tool result for the model: a JSON text with the output, cut, and how the command ended. */
export function formatExecOutput(output: ExecOutput): string {
  return JSON.stringify({ output: formatExecOutputText(output), metadata: outcomeOf(output) });
}

/** What became of a patch, as words. */
export function formatPatchOutput(output: ExecOutput): string {
  return inWords(output, "Wall time");
}

/** What became of a command of the user, as words. */
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

/** Those of outputs that somebody still has: each is shown and sent to the model. */
const texts = new WeakMap<ExecOutput, string>();

/** The output as the model reads it: as a terminal would show it, and cut in the middle when that is long. */
export function formatExecOutputText(output: ExecOutput): string {
  const known = texts.get(output);
  if (known !== undefined) return known;
  const { aggregatedTotalLines: totalLines, aggregatedOmittedBytes: bytes } = output;
  const text = headAndTail(asTerminalShows(output.aggregatedOutput), { totalLines, bytes });
  texts.set(output, text);
  return text;
}
