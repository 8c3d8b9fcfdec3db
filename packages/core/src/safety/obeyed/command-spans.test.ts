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

test("there is no span before the first command, and a running command's span has no end", () => {
  expect([spans.isRunning, covered(0, 10, 1e9)]).toEqual([false, []]);
  begin(10);
  expect([spans.isRunning, covered(0, 8.9, 9, 10, 1e9)]).toEqual([true, [9, 10, 1e9]]);
});

test("a command's span ends with it, and excludes changes between two commands", () => {
  begin(10);
  end(20);
  begin(30);
  end(40);
  expect(spans.isRunning).toBe(false);
  expect(covered(8.9, 9, 20.001, 20.002, 28.9, 29, 40, 41)).toEqual([9, 20.001, 29, 40]);
});

test("overlapping commands form one span, from the first start to the last end", () => {
  begin(10);
  begin(15);
  end(20);
  expect([spans.isRunning, covered(25)]).toEqual([true, [25]]);
  end(30);
  expect([spans.isRunning, covered(10, 25, 30, 31)]).toEqual([false, [10, 25, 30]]);
});

test("of very many spans the oldest are merged into one; no time is lost", () => {
  for (let count = 0; count < 510; count++) {
    begin(count * 100);
    end(count * 100 + 1);
  }
  expect(covered(0, 100, 50_900, 50_901)).toEqual([0, 100, 50_900, 50_901]);
  expect(covered(50_850)).toEqual([]);
});
