import { expect, test, vi } from "vitest";
import { limitRepeats } from "./limit-repeats.js";

test("repeats a line only after a minute, and reports other lines at once", () => {
  const now = vi.spyOn(performance, "now").mockReturnValue(0);
  const lines: string[] = [];
  const say = limitRepeats((line) => void lines.push(line));
  for (const line of ["a", "b", "a"]) say(line);
  now.mockReturnValue(60_001);
  say("a");
  now.mockRestore();
  expect(lines).toEqual(["a", "b", "a"]);
});
