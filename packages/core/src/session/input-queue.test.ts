import { expect, test } from "vitest";
import type { UserInput } from "../items/user-input.js";
import { InputQueue, type SaidInput } from "./input-queue.js";

const said = (text: string, clientId?: string): SaidInput => {
  const input: UserInput[] = [{ type: "text", text }];
  return { input, clientId, items: async () => [] };
};

const texts = (queue: InputQueue) =>
  queue.waiting.flatMap(({ input }) => input.map((part) => (part.type === "text" ? part.text : part.type)));

test("a message that an earlier process received is not added again when its client repeats it", () => {
  const queue = new InputQueue(
    () => undefined,
    () => {},
  );
  queue.restore("1", said("go", "c1"));
  queue.add(said("go", "c1"));
  expect(texts(queue)).toEqual(["go"]);
  for (const other of [said("go", "c2"), said("stop", "c1"), said("go"), said("go", "c2")]) queue.add(other);
  expect(texts(queue)).toEqual(["go", "go", "stop", "go", "go"]);
});
