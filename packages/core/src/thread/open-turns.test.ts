import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { isGone, runsElsewhere } from "./open-turns.js";

test.skipIf(process.platform !== "linux")(
  "a process that got the id of one that has ended runs no turn of that one",
  async () => {
    const child = spawn("sleep", ["60"], { stdio: "ignore" });
    await once(child, "spawn");
    const { pid = 0 } = child;
    const [now, before] = [Date.now(), Date.now() - 60_000];
    expect([runsElsewhere({ pid, startedAt: now }), isGone({ pid, startedAt: now })]).toEqual([true, false]);
    expect([runsElsewhere({ pid, startedAt: before }), isGone({ pid, startedAt: before })]).toEqual([false, true]);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(isGone({ pid, startedAt: now })).toBe(true);
  },
);

test("a turn of this process, or of one that the file does not name, runs nowhere else", () => {
  expect(runsElsewhere({ pid: process.pid, startedAt: Date.now() })).toBe(false);
  expect(runsElsewhere({ pid: undefined, startedAt: 0 })).toBe(false);
});
