const BYTES_PER_TOKEN = 4;
const NEWLINE = 10;

export interface TruncatedText {
  readonly text: string;
  /** The approximate number of tokens of the whole text. Absent if nothing was left out. */
  readonly originalTokens?: number | undefined;
}

/**
 * Cuts out the middle of a text with more tokens than allowed (four bytes count as one), at line ends where possible. A marker says
 * how many are missing; `omittedBytes` of them were missing already.
 */
export function truncateMiddle(text: string, maxTokens: number, omittedBytes = 0): TruncatedText {
  const bytes = Buffer.from(text);
  const total = bytes.length + omittedBytes;
  const originalTokens = Math.ceil(total / BYTES_PER_TOKEN);
  if (bytes.length <= maxTokens * BYTES_PER_TOKEN) return omittedBytes === 0 ? { text } : { text, originalTokens };
  const room = maxTokens * BYTES_PER_TOKEN - Buffer.byteLength(mark(originalTokens)) - 1;
  if (room <= 0) return { text: mark(originalTokens), originalTokens };
  const headEnd = endOfHead(bytes, Math.floor(room / 2));
  const tailStart = Math.max(headEnd, startOfTail(bytes, bytes.length - Math.ceil(room / 2)));
  const missing = Math.ceil((total - headEnd - (bytes.length - tailStart)) / BYTES_PER_TOKEN);
  const [head, tail] = [bytes.subarray(0, headEnd), bytes.subarray(tailStart)].map((part) => part.toString());
  return { text: `${head}${mark(missing)}\n${tail}`, originalTokens };
}

function mark(tokens: number): string {
  return `…${tokens} tokens truncated…`;
}

function endOfHead(bytes: Buffer, limit: number): number {
  const newline = bytes.lastIndexOf(NEWLINE, limit - 1);
  if (newline >= 0 && limit > 0) return newline + 1;
  let end = limit;
  while (end > 0 && isContinuation(bytes[end])) end--;
  return end;
}

function startOfTail(bytes: Buffer, limit: number): number {
  const newline = bytes.indexOf(NEWLINE, limit);
  if (newline >= 0 && newline < bytes.length - 1) return newline + 1;
  let start = limit;
  while (start < bytes.length && isContinuation(bytes[start])) start++;
  return start;
}

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;
