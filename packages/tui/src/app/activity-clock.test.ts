import { expect, test } from "vitest";
import { ActivityClock } from "./activity-clock.js";

test("before something runs no time has passed, and none passes afterwards", () => {
  using clock = new ActivityClock(() => {});
  expect(clock.seconds).toBe(0);
  clock.start({ isAnimated: false });
  expect(clock.seconds).toBeLessThan(60);
  clock.stop();
  expect(clock.seconds).toBe(0);
});
