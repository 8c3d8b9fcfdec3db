import { expect, test } from "vitest";
import { Progress } from "./progress.js";

test("progress is reported after ten seconds, then after twice as long, and from the start for each new activity", () => {
  const progress = new Progress();
  const said = (...times: number[]) =>
    times.filter((seconds) => progress.take({ word: "running", seconds }) !== undefined);
  expect(said(1, 9, 10.01, 10.2, 15, 20, 30, 40, 41)).toEqual([10.01, 20, 40]);
  expect(said(0, 5, 10)).toEqual([10]);
  expect(progress.take({ word: "running", seconds: 185 })).toBe("running: 3m 05s");
});
