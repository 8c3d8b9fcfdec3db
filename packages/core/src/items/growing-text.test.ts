import { expect, test } from "vitest";
import { GrowingText } from "./growing-text.js";

test("contains everything appended, in order, at any time", () => {
  const text = new GrowingText();
  expect(String(text)).toBe("");
  const pieces = Array.from({ length: 1_000 }, (_, index) => `${index} `);
  for (const [index, piece] of pieces.entries()) {
    text.add(piece);
    if (index % 97 === 0) expect(String(text)).toBe(pieces.slice(0, index + 1).join(""));
    expect(text.length).toBe(pieces.slice(0, index + 1).join("").length);
  }
  expect(String(text)).toBe(pieces.join(""));
});
