import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { CommandSpans } from "./command-spans.js";

const START = 1_000_000_000_000;
const at = (seconds: number) => START + seconds * 1000;

let spans: CommandSpans;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
  spans = new CommandSpans();
});
afterEach(() => {
  vi.useRealTimers();
});

const begin = (seconds: number) => {
  vi.setSystemTime(at(seconds));
  spans.begin();
};
const end = (seconds: number) => {
  vi.setSystemTime(at(seconds));
  spans.end();
};
const covered = (...seconds: readonly number[]) => seconds.filter((one) => spans.covers(at(one)));

test("nothing ran before the first command, and while one runs its end is open", () => {
  expect([spans.isRunning, covered(0, 10, 1e9)]).toEqual([false, []]);
  begin(10);
  expect([spans.isRunning, covered(0, 8.9, 9, 10, 1e9)]).toEqual([true, [9, 10, 1e9]]);
});

test("a command's time ends with it, and what came between two commands is not theirs", () => {
  begin(10);
  end(20);
  begin(30);
  end(40);
  expect(spans.isRunning).toBe(false);
  expect(covered(8.9, 9, 20.001, 20.002, 28.9, 29, 40, 41)).toEqual([9, 20.001, 29, 40]);
});

test("commands that overlap are one time, from the first's beginning to the last's end", () => {
  begin(10);
  begin(15);
  end(20);
  expect([spans.isRunning, covered(25)]).toEqual([true, [25]]);
  end(30);
  expect([spans.isRunning, covered(10, 25, 30, 31)]).toEqual([false, [10, 25, 30]]);
});

test("of very many commands the oldest are taken for one long one; no time of any is forgotten", () => {
  for (let count = 0; count < 510; count++) {
    begin(count * 100);
    end(count * 100 + 1);
  }
  expect(covered(0, 100, 50_900, 50_901)).toEqual([0, 100, 50_900, 50_901]);
  expect(covered(50_850)).toEqual([]);
});
