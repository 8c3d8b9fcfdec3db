import type { ResponseItem } from "@codex/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { encodedInput } from "./encoded-input.js";

const message = (text: string): ResponseItem => ({
  type: "message",
  role: "user",
  content: [{ type: "input_text", text }],
});
const toWire = (item: ResponseItem) => (item.type === "other" ? [] : [item]);
const item = fc.oneof(
  fc.string({ unit: "binary" }).map(message),
  fc
    .constantFrom("a", "b")
    .map((id): ResponseItem => ({ type: "function_call_output", call_id: id, output: "aborted" })),
  fc.constant<ResponseItem>({ type: "other" }),
);

test("the JSON always matches the items, whatever was sent before", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(item), fc.array(fc.tuple(fc.nat(8), fc.array(item))), async (start, steps) => {
      let items: readonly ResponseItem[] = start;
      for (const [kept, more] of [[start.length, []] as const, ...steps]) {
        items = [...items.slice(0, kept), ...more];
        expect(`[${await encodedInput(items, toWire)}]`).toBe(JSON.stringify(items.flatMap(toWire)));
      }
    }),
  );
});

test("earlier items are not encoded again", async () => {
  const items = ["one", "two", "three"].map(message);
  await encodedInput(items.slice(0, 2), toWire);
  const encoded: ResponseItem[] = [];
  await encodedInput(items, (item) => {
    encoded.push(item);
    return [item];
  });
  expect(encoded).toEqual(items.slice(2));
});

test("a group is only encoded again when it has changed", async () => {
  const [one, two, three] = ["one", "two", "three"].map(message) as [ResponseItem, ResponseItem, ResponseItem];
  await encodedInput([[one], [two]], (group) => group);
  const encoded: (readonly ResponseItem[])[] = [];
  const text = await encodedInput([[one], [two, three]], (group) => {
    encoded.push(group);
    return group;
  });
  expect(encoded).toEqual([[two, three]]);
  expect(`[${text}]`).toBe(JSON.stringify([one, two, three]));
});
