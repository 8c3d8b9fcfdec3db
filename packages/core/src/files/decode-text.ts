/** Byte order marks, and the encodings that they stand for. */
const MARKS: readonly { readonly bytes: readonly number[]; readonly encoding: "utf-16le" | "utf-16be" }[] = [
  { bytes: [0xff, 0xfe], encoding: "utf-16le" },
  { bytes: [0xfe, 0xff], encoding: "utf-16be" },
];

/**
 * Text for people and models, without its byte order mark: UTF-8, or UTF-16 if a mark says so, as PowerShell and Windows editors
 * write it. Invalid bytes become U+FFFD.
 */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

/** The same for the start of a text: leaves out a split character at its end. */
export function decodeTextHead(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes, { stream: true });
}

function encodingOf(bytes: Uint8Array): string {
  const mark = MARKS.find((candidate) => candidate.bytes.every((byte, index) => bytes[index] === byte));
  return mark?.encoding ?? "utf-8";
}
