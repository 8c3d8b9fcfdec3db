import { expect, test, vi } from "vitest";
import { reconnectPause } from "./reconnect-pause.js";

test("a clock that is set back does not stretch the pause", () => {
  const clock = vi.spyOn(Date, "now").mockReturnValue(7_200_000);
  const pause = reconnectPause();
  const usual = pause();
  expect(usual).toBeGreaterThanOrEqual(250);
  expect(usual).toBeLessThan(500);
  // The library connects once the clock reaches `before + pause`.
  const before = 7_200_005;
  clock.mockReturnValue(3_600_000);
  expect(before + pause()).toBeLessThanOrEqual(3_600_000);
  expect(pause()).toBeGreaterThanOrEqual(250);
  clock.mockRestore();
});
