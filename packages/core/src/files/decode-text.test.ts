import { expect, test } from "vitest";
import { decodeText, decodeTextHead } from "./decode-text.js";

const bigEndian = (text: string) => Buffer.from(text, "utf16le").swap16();

test.each([
  ["UTF-8", Buffer.from("grün 🌱")],
  ["UTF-8 with a mark", Buffer.from("\uFEFFgrün 🌱")],
  ["UTF-16 of Windows", Buffer.from("\uFEFFgrün 🌱", "utf16le")],
  ["UTF-16 of the other byte order", bigEndian("\uFEFFgrün 🌱")],
])("%s", (_, bytes) => {
  expect(decodeText(bytes)).toBe("grün 🌱");
});

test("bytes that are not text are marked", () => {
  expect(decodeText(Uint8Array.of(0x66, 0xff, 0x6f))).toBe("f\uFFFDo");
  expect(decodeText(Buffer.from("\uFEFFab", "utf16le").subarray(0, 5))).toBe("a\uFFFD");
  expect(decodeText(Buffer.alloc(0))).toBe("");
});

test.each([
  ["UTF-8", Buffer.from("日本")],
  ["UTF-16", Buffer.from("\uFEFF日本", "utf16le")],
])("a prefix in %s ends with a complete character", (_, bytes) => {
  expect(decodeTextHead(bytes.subarray(0, -1))).toBe("日");
  expect(decodeTextHead(bytes)).toBe("日本");
});
