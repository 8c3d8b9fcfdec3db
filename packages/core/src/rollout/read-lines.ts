import { openPlainFile } from "../files/open-plain-file.js";

const CHUNK_BYTES = 4 * 1024 * 1024;
/** Longer lines cannot be ours and are returned as empty. */
const MAX_LINE_BYTES = 256 * 1024 * 1024;

/**
 * The lines of a file, split only at `\n` (an item's text may contain other separators). Uses about as much memory as the longest line.
 */
export async function* readLines(filePath: string): AsyncGenerator<string, void> {
  const file = await openPlainFile(filePath);
  try {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    let pending: Buffer[] = [];
    let pendingBytes = 0;
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES, null);
      if (bytesRead === 0) break;
      let start = 0;
      for (let end = chunk.indexOf(0x0a); end !== -1 && end < bytesRead; end = chunk.indexOf(0x0a, start)) {
        const tail = chunk.subarray(start, end);
        yield pendingBytes === 0 ? tail.toString("utf8") : decode(pending, tail, pendingBytes);
        pending = [];
        pendingBytes = 0;
        start = end + 1;
      }
      const rest = chunk.subarray(start, bytesRead);
      pendingBytes += rest.length;
      if (rest.length > 0 && pendingBytes <= MAX_LINE_BYTES) pending.push(Buffer.from(rest));
    }
    if (pendingBytes > 0) yield decode(pending, Buffer.alloc(0), pendingBytes);
  } finally {
    await file.close();
  }
}

function decode(pending: readonly Buffer[], tail: Buffer, pendingBytes: number): string {
  return pendingBytes + tail.length > MAX_LINE_BYTES ? "" : Buffer.concat([...pending, tail]).toString("utf8");
}
