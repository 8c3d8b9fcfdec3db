import { expect, test } from "vitest";
import { splitWrite, WriteJoiner } from "./split-writes.js";

const MAX_PAYLOAD = 6_000;
const text = "größer als eine Nachricht ".repeat(500);

test("joins a write that is larger than a message", () => {
  const parts = splitWrite(text, MAX_PAYLOAD);
  expect(parts.length).toBeGreaterThan(2);
  expect(parts.every(({ payload }) => payload.length < MAX_PAYLOAD)).toBe(true);
  const joiner = new WriteJoiner();
  const joined = parts.map(({ payload, header }) => joiner.add(payload, header));
  expect(joined.slice(0, -1).every((whole) => whole === undefined)).toBe(true);
  expect(joined.at(-1)).toBe(text);
});

test("drops a write whose writer was lost before the last part", () => {
  const [torn, whole] = [splitWrite(text, MAX_PAYLOAD).slice(0, 2), splitWrite("next", MAX_PAYLOAD)];
  const joiner = new WriteJoiner();
  expect([...torn, ...whole].map(({ payload, header }) => joiner.add(payload, header))).toEqual([
    undefined,
    undefined,
    "next",
  ]);
});

test("keeps an empty write", () => {
  const [part] = splitWrite("");
  expect(new WriteJoiner().add(part?.payload ?? new Uint8Array([1]), part?.header ?? "")).toBe("");
});

test("drops messages that are not the next part of a write", () => {
  const joiner = new WriteJoiner();
  const odd = ["", "", "a", "a/1/2", "a/0/2", "a/0/x", "a/2/3", "a/-1/0", "a/0/0", "b/0/1e9"];
  for (const header of odd) expect(joiner.add(new Uint8Array([1]), header)).toBeUndefined();
  const [part] = splitWrite("next");
  expect(joiner.add(part?.payload ?? new Uint8Array(), part?.header ?? "")).toBe("next");
});
