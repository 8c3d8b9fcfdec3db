/** The most that the model sees of one tool result. */
const MAX_BYTES = 10 * 1024;
const MAX_LINES = 256;

/** What is already missing from the text, and how much of it may be shown. */
export interface Omitted {
  /** Lines of the whole text. Default: those in the given text. */
  readonly totalLines?: number | undefined;
  /** Bytes already missing. Default: 0. */
  readonly bytes?: number | undefined;
  /** A sentence that says where to find the rest. */
  readonly note?: string | undefined;
  /** Default: 10,240, in at most 256 lines. With a larger limit, the number of lines is unlimited. */
  readonly maxBytes?: number | undefined;
}

/**
 * The text for the model: unchanged if it is short, otherwise its head and tail around a count of what is missing. The tail is
 * always included, even if the text is one long line.
 */
export function headAndTail(text: string, omitted: Omitted = {}): string {
  const { totalLines, bytes = 0, note, maxBytes = MAX_BYTES } = omitted;
  const maxLines = maxBytes > MAX_BYTES ? Number.POSITIVE_INFINITY : MAX_LINES;
  const total = totalLines ?? lineCount(text);
  if (Buffer.byteLength(text) <= maxBytes && total <= maxLines) return text;
  const totalBytes = Buffer.byteLength(text) + bytes;
  const lines = splitLines(withoutMiddle(text, maxBytes));
  const head = firstBytes(lines.slice(0, maxLines / 2).join("\n"), Math.floor(maxBytes / 2));
  const marker = (missing: string) => `\n[... omitted ${missing} ...]\n${note === undefined ? "" : `[${note}]\n`}\n`;
  const markerBytes = Buffer.byteLength(marker(`${totalBytes} of ${totalBytes} bytes`));
  const room = Math.max(0, maxBytes - Buffer.byteLength(head) - markerBytes);
  const rest = lines.join("\n").slice(head.length).replace(/^\n/, "");
  const tail = lastBytes(
    rest
      .split("\n")
      .slice(-maxLines / 2)
      .join("\n"),
    room,
  );
  const missingLines = total - countLines(head) - countLines(tail);
  if (missingLines > 0) return head + marker(`${missingLines} of ${total} lines`) + tail;
  return (
    head + marker(`${totalBytes - Buffer.byteLength(head) - Buffer.byteLength(tail)} of ${totalBytes} bytes`) + tail
  );
}

/** Cuts out the middle where nobody will see it, even if half of the rest is carriage returns, so that it need not be processed. */
function withoutMiddle(text: string, maxBytes: number): string {
  const kept = 2 * maxBytes;
  return text.length <= 2 * kept ? text : text.slice(0, kept) + text.slice(-kept);
}

/** The number of lines that `splitLines` returns. */
function lineCount(text: string): number {
  let count = text === "" || text.endsWith("\n") ? 0 : 1;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count++;
  return count;
}

const countLines = (text: string): number => (text === "" ? 0 : text.split("\n").length);

/** Lines without their endings; a final line ending starts no further line. */
function splitLines(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  if (!text.includes("\r")) return lines;
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
