/** What the model sees of one answer of a tool at most. */
const MAX_BYTES = 10 * 1024;
const MAX_LINES = 256;
const HEAD_LINES = MAX_LINES / 2;
const TAIL_LINES = MAX_LINES - HEAD_LINES;
const HEAD_BYTES = MAX_BYTES / 2;

/** What of the whole text is missing already. */
export interface Omitted {
  /** Lines of the whole text. Default: those that are here. */
  readonly totalLines?: number | undefined;
  /** Bytes that are missing. Default: 0. */
  readonly bytes?: number | undefined;
  /** Where to look for the rest; a sentence. */
  readonly note?: string | undefined;
}

/**
 * The text as the model reads it: whole when it is short, else its beginning and its end around a count of what is missing. The end
 * is always there, also of a text that is one long line.
 */
export function headAndTail(text: string, { totalLines, bytes = 0, note }: Omitted = {}): string {
  const lines = splitLines(text);
  const total = totalLines ?? lines.length;
  if (Buffer.byteLength(text) <= MAX_BYTES && total <= MAX_LINES) return text;
  const totalBytes = Buffer.byteLength(text) + bytes;
  const head = firstBytes(lines.slice(0, HEAD_LINES).join("\n"), HEAD_BYTES);
  const marker = (missing: string) => `\n[... omitted ${missing} ...]\n${note === undefined ? "" : `[${note}]\n`}\n`;
  const room = MAX_BYTES - Buffer.byteLength(head) - Buffer.byteLength(marker(`${totalBytes} of ${totalBytes} bytes`));
  const rest = lines.join("\n").slice(head.length).replace(/^\n/, "");
  const tail = lastBytes(rest.split("\n").slice(-TAIL_LINES).join("\n"), room);
  const missingLines = total - countLines(head) - countLines(tail);
  if (missingLines > 0) return head + marker(`${missingLines} of ${total} lines`) + tail;
  return (
    head + marker(`${totalBytes - Buffer.byteLength(head) - Buffer.byteLength(tail)} of ${totalBytes} bytes`) + tail
  );
}

const countLines = (text: string): number => (text === "" ? 0 : text.split("\n").length);

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
