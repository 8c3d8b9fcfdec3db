import { expect, test } from "vitest";
import { OwnTurns } from "./own-turns.js";

test("turns that do something go on for long, and not without end; a word of the user's begins anew", () => {
  const turns = new OwnTurns();
  let begun = 0;
  while (turns.reasonToHalt() === undefined) {
    turns.begin();
    turns.didSomething();
    begun += 1;
  }
  expect(begun).toBe(200);
  turns.somebodySpoke();
  expect(turns.reasonToHalt()).toBeUndefined();
});
