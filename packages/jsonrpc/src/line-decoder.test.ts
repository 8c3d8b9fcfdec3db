import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type Incoming, LineDecoder } from "./index.js";

const bytes = (text: string) => new TextEncoder().encode(text);
const texts = (lines: readonly string[]): Incoming[] => lines.map((text) => ({ type: "text", text }));

/** Feeds the input in chunks that end at the given offsets. */
function decode(input: Uint8Array, cuts: readonly number[], limit?: number): Incoming[] {
  const decoder = new LineDecoder(limit);
  const places = [0, ...[...cuts].sort((a, b) => a - b), input.length];
  const found = places.slice(1).flatMap((end, index) => decoder.push(input.subarray(places[index], end)));
  return [...found, ...decoder.end()];
}

test("lines are complete wherever the chunks are split", () => {
  const character = fc.oneof(fc.integer({ max: 0x7f, min: 0 }), fc.integer({ max: 0x10_ffff, min: 0 }));
  const unit = character.map((point) => String.fromCodePoint(point));
  const line = fc.string({ unit, maxLength: 20 }).filter((text) => !/[\r\n\ufeff]|^\s*$/u.test(text));
  const cuts = fc.array(fc.nat(500));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 20 }), cuts, fc.constantFrom("\n", "\r\n"), (lines, places, end) => {
      const input = bytes(lines.map((text) => text + end).join(""));
      const within = places.map((place) => Math.min(place, input.length));
      // Invalid Unicode becomes the replacement character, as in TextEncoder.
      expect(decode(input, within)).toEqual(texts(lines.map((text) => text.toWellFormed())));
    }),
  );
});

test("a byte order mark and empty lines are skipped; the last line needs no newline", () => {
  expect(decode(bytes('\ufeff{"a":1}\n\n  \r\n{"b":2}'), [])).toEqual(texts(['{"a":1}', '{"b":2}']));
});

test("other line separators do not end a line", () => {
  const line = '"a\u2028b\u2029c\u0085d\u000be"';
  expect(decode(bytes(`${line}\n`), [])).toEqual(texts([line]));
});

test("a line beyond the limit is reported once, and the next one is read", () => {
  const long = "x".repeat(25);
  expect(decode(bytes(`${long}\nshort\n${long}${long}\n`), [4, 11, 26, 29], 10)).toEqual([
    { type: "too-long", limit: 10 },
    { type: "text", text: "short" },
    { type: "too-long", limit: 10 },
  ]);
});

test("a line of exactly the limit is kept", () => {
  expect(decode(bytes("1234567890\n"), [3], 10)).toEqual(texts(["1234567890"]));
});
