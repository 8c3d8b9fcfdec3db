import { expect, test } from "vitest";
import { ActivityClock } from "./activity-clock.js";

test("no time passes before an activity starts or after it ends", () => {
  using clock = new ActivityClock(() => {});
  expect(clock.seconds).toBe(0);
  clock.start({ isAnimated: false });
  expect(clock.seconds).toBeLessThan(60);
  clock.stop();
  expect(clock.seconds).toBe(0);
});
