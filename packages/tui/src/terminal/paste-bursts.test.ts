import { expect, test } from "vitest";
import { nameOfKey } from "./key-codes.js";
import { KeyReader, type TerminalInput } from "./keys.js";
import { withPasteBursts } from "./paste-bursts.js";

const shown = (input: TerminalInput) => (input.type === "key" ? nameOfKey(input.key) : input);
const read = (bytes: string) => withPasteBursts(new KeyReader().read(bytes)).map(shown);

test("lines that arrive at once are a paste, which sends nothing", () => {
  expect(read("first\rsecond\tx\r\rthird")).toEqual([{ type: "paste", text: "first\nsecond\tx\n\nthird" }]);
  expect(read("\u001b[Aone\rtwo\u001b[B")).toEqual(["up", { type: "paste", text: "one\ntwo" }, "down"]);
});

test("an Enter at the end is the user's own, and so are single keys", () => {
  expect(read("send\r")).toEqual(["s", "e", "n", "d", "enter"]);
  expect(read("\rabcd")).toEqual(["enter", "a", "b", "c", "d"]);
  expect(read("y\rn")).toEqual(["y", "enter", "n"]);
});
