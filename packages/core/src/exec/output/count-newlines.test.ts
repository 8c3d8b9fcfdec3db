import fc from "fast-check";
import { expect, test } from "vitest";
import { countNewlines } from "./count-newlines.js";

/** Near the lengths at which the counting method changes. */
const lengths = fc.oneof(
  ...[0, 64, 64 * 1024, 128 * 1024].map((near) => fc.integer({ min: Math.max(0, near - 40), max: near + 40 })),
);

test("newlines are counted for any number of bytes at any memory offset", () => {
  fc.assert(
    fc.property(
      lengths,
      fc.integer({ min: 0, max: 20 }),
      fc.uint8Array({ minLength: 1, maxLength: 50 }),
      (length, start, some) => {
        const memory = Buffer.alloc(length + start + 20, Buffer.concat([some, Buffer.from("\n")]));
        const bytes = memory.subarray(start, start + length);
        expect(countNewlines(bytes)).toBe(bytes.toString("latin1").split("\n").length - 1);
      },
    ),
  );
});

test("bytes of an earlier count are not counted again", () => {
  expect(countNewlines(Buffer.alloc(64 * 1024, "\n"))).toBe(64 * 1024);
  expect(countNewlines(Buffer.alloc(1_001, "x"))).toBe(0);
  expect(countNewlines(Buffer.alloc(300_001, "\n"))).toBe(300_001);
});
