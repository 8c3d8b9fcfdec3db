import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { inBackground } from "./in-background.js";

test("a failure that nobody awaits is logged, and is not an unhandled rejection", async () => {
  const unhandled: unknown[] = [];
  const onUnhandled = (reason: unknown) => unhandled.push(reason);
  process.on("unhandledRejection", onUnhandled);
  const problems: string[] = [];
  inBackground(
    "a\nthread could not be closed",
    () => Promise.reject(new Error("the disk is gone")),
    (line) => problems.push(line),
  );
  inBackground("nobody hears this", () => Promise.reject(new Error("the disk is gone")), undefined);
  await setImmediate();
  process.off("unhandledRejection", onUnhandled);
  expect(problems).toEqual([expect.stringMatching(/^a.*thread could not be closed: the disk is gone$/)]);
  expect(unhandled).toEqual([]);
});
