import { encodeJson, encodeUtf8 } from "@codex/slices";

/** The JSON of each line. Long lines are encoded in slices. */
export async function encodeLines(lines: readonly object[]): Promise<string[]> {
  const texts: string[] = [];
  for (const line of lines) {
    const text = encodeJson(line);
    texts.push(typeof text === "string" ? text : await text);
  }
  return texts;
}

/** The lines as they are in a file. Long ones are joined only as bytes, to save memory. */
export function bytesOfLines(lines: readonly string[]): Buffer | Promise<Buffer> {
  return encodeUtf8(lines.flatMap((line) => [line, "\n"]));
}
