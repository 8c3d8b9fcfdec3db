import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Progress } from "./progress.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a caller gets progress at least every 10 seconds, and none after the end", () => {
  const sent: unknown[] = [];
  const progress = new Progress("token", (_, params) => sent.push(params));
  progress.report("running npm test");
  progress.keepAlive();
  vi.advanceTimersByTime(10_000);
  progress.report("ran npm test, exit 0");
  vi.advanceTimersByTime(5_000);
  progress[Symbol.dispose]();
  progress.report("too late");
  vi.advanceTimersByTime(60_000);
  expect(sent).toEqual([
    { progressToken: "token", progress: 1, message: "running npm test" },
    { progressToken: "token", progress: 2, message: "running npm test" },
    { progressToken: "token", progress: 3, message: "running npm test" },
    { progressToken: "token", progress: 4, message: "ran npm test, exit 0" },
    { progressToken: "token", progress: 5, message: "ran npm test, exit 0" },
  ]);
  expect(vi.getTimerCount()).toBe(0);
});

test("without a token nothing is sent and no timer runs", () => {
  const progress = new Progress(undefined, () => expect.unreachable());
  progress.report("x");
  progress.keepAlive();
  vi.advanceTimersByTime(60_000);
  expect(vi.getTimerCount()).toBe(0);
});
