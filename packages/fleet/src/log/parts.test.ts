import { expect, test } from "vitest";
import { PartJoiner, partsOf } from "./parts.js";

const MAX_PAYLOAD = 6_000;
const text = "größer als eine Nachricht ".repeat(500);

test("a write that is larger than a message comes together again", () => {
  const parts = partsOf(text, MAX_PAYLOAD);
  expect(parts.length).toBeGreaterThan(2);
  expect(parts.every(({ payload }) => payload.length < MAX_PAYLOAD)).toBe(true);
  const joiner = new PartJoiner();
  const joined = parts.map(({ payload, header }) => joiner.add(payload, header));
  expect(joined.slice(0, -1).every((whole) => whole === undefined)).toBe(true);
  expect(joined.at(-1)).toBe(text);
});

test("a write whose writer was lost in the middle counts for nothing", () => {
  const [torn, whole] = [partsOf(text, MAX_PAYLOAD).slice(0, 2), partsOf("next", MAX_PAYLOAD)];
  const joiner = new PartJoiner();
  expect([...torn, ...whole].map(({ payload, header }) => joiner.add(payload, header))).toEqual([
    undefined,
    undefined,
    "next",
  ]);
});

test("an empty write is one", () => {
  const [part] = partsOf("");
  expect(new PartJoiner().add(part?.payload ?? new Uint8Array([1]), part?.header ?? "")).toBe("");
});
