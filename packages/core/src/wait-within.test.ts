import { expect, it } from "vitest";
import { waitWithin } from "./wait-within.js";

const never = new Promise<never>(() => {});

it("returns the result, or fails with the same error", async () => {
  expect(await waitWithin(Promise.resolve(7), { ms: 60_000 })).toEqual({ type: "came", value: 7 });
  await expect(waitWithin(Promise.reject(new Error("broken")), { ms: 60_000 })).rejects.toThrow("broken");
});

it("reports that the time is up", async () => {
  expect(await waitWithin(never, { ms: 1 })).toEqual({ type: "late" });
});

it("stops at one of the signals, and at once if it has already aborted", async () => {
  const controller = new AbortController();
  const signals = [new AbortController().signal, controller.signal];
  const waited = waitWithin(never, { ms: 60_000, signals });
  controller.abort();
  expect(await waited).toEqual({ type: "aborted" });
  expect(await waitWithin(never, { ms: 60_000, signals })).toEqual({ type: "aborted" });
});
