import type { ExecOutput } from "./exec-types.js";

/** What the model sees of one command's output at most. */
const MAX_BYTES = 10 * 1024;
const MAX_LINES = 256;
const HEAD_LINES = MAX_LINES / 2;
const TAIL_LINES = MAX_LINES - HEAD_LINES;
const HEAD_BYTES = MAX_BYTES / 2;

/** The tool result for the model: a JSON text with the output, cut, and how the command ended. */
export function formatExecOutput(output: ExecOutput): string {
  const durationSeconds = Math.round(output.durationMs / 100) / 10;
  return JSON.stringify({
    output: formatExecOutputText(output),
    metadata: { exit_code: output.exitCode, duration_seconds: durationSeconds },
  });
}

/** The output as the model reads it: whole when short, else its first and last lines around a count of what is missing. */
export function formatExecOutputText(output: ExecOutput): string {
  const text = output.aggregatedOutput;
  const lines = splitLines(text);
  const totalLines = output.aggregatedTotalLines ?? lines.length;
  if (Buffer.byteLength(text) <= MAX_BYTES && totalLines <= MAX_LINES) return text;
  const headLines = lines.slice(0, HEAD_LINES);
  const tailLines = lines.slice(Math.max(headLines.length, lines.length - TAIL_LINES));
  const omitted = totalLines - headLines.length - tailLines.length;
  const marker = `\n[... omitted ${omitted} of ${totalLines} lines ...]\n\n`;
  const head = firstBytes(headLines.join("\n"), HEAD_BYTES);
  const budget = MAX_BYTES - Buffer.byteLength(head) - Buffer.byteLength(marker);
  return head + marker + lastBytes(tailLines.join("\n"), budget);
}

/** Lines without their endings; an ending at the very end opens no further line. */
function splitLines(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines.map((line, index) =>
    line.endsWith("\r") && (index < lines.length - 1 || text.endsWith("\n")) ? line.slice(0, -1) : line,
  );
}

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

function firstBytes(text: string, limit: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= limit) return text;
  let end = limit;
  while (isContinuation(bytes[end])) end--;
  return bytes.toString("utf8", 0, end);
}

function lastBytes(text: string, limit: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= limit) return text;
  let start = bytes.length - limit;
  while (isContinuation(bytes[start])) start++;
  return bytes.toString("utf8", start);
}
