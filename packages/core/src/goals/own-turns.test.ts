import { expect, test } from "vitest";
import { OwnTurns } from "./own-turns.js";

test("turns with tool calls may continue for long but not forever; user input resets the count", () => {
  const turns = new OwnTurns();
  let begun = 0;
  while (turns.reasonToHalt() === undefined) {
    turns.begin();
    turns.didSomething();
    begun += 1;
  }
  expect(begun).toBe(200);
  turns.reset();
  expect(turns.reasonToHalt()).toBeUndefined();
});
