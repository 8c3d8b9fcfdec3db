import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { breathe, goAhead, inSlices, type SlicedWork } from "./index.js";

/** Blocks the event loop for this long, in milliseconds. */
function hold(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

function* longWork(steps: number): SlicedWork<string> {
  for (let step = 0; step < steps; step++) {
    hold(3);
    yield;
  }
  return "done";
}

test("other work runs between slices", async () => {
  let turns = 0;
  const count = () => {
    turns++;
    timer = setTimeout(count);
  };
  let timer = setTimeout(count);
  expect(await inSlices(longWork(20))).toBe("done");
  clearTimeout(timer);
  expect(turns).toBeGreaterThan(1);
});

test("work shorter than a slice does not pause", async () => {
  await setImmediate();
  expect(breathe()).toBeUndefined();
  hold(20);
  expect(breathe()).toBeInstanceOf(Promise);
});

test("work pauses while urgent work is running", async () => {
  await setImmediate();
  expect(breathe()).toBeUndefined();
  const first = Promise.withResolvers<void>();
  goAhead(first.promise);
  const pause = breathe();
  expect(pause).toBeInstanceOf(Promise);
  first.resolve();
  await pause;
  await setImmediate();
  expect(breathe()).toBeUndefined();
});

test("work does not pause forever, and not after a failure", async () => {
  goAhead(new Promise(() => {}));
  goAhead(Promise.reject(new Error("broken pipe")));
  expect(await inSlices(longWork(1))).toBe("done");
});
