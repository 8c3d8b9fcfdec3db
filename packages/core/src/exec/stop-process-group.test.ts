import { spawn } from "node:child_process";
import { once } from "node:events";
import { kill } from "node:process";
import { afterEach, expect, it } from "vitest";
import { stopProcessGroup } from "./stop-process-group.js";

const started: number[] = [];
afterEach(() => {
  for (const pid of started.splice(0)) if (isThere(pid)) kill(-pid, "SIGKILL");
});

/** The leader of a new group, once it has reported that it is ready. */
async function start(script: string) {
  const child = spawn("sh", ["-c", script], { detached: true, stdio: ["ignore", "pipe", "ignore"] });
  const exited = once(child, "exit");
  const pid = child.pid ?? 0;
  started.push(pid);
  await once(child.stdout, "data");
  return { pid, exited };
}

function isThere(group: number): boolean {
  try {
    return kill(-group, 0);
  } catch {
    return false;
  }
}

it("asks first, and is done when no process is left", async () => {
  const { pid, exited } = await start("trap 'exit 7' TERM; echo ready; while :; do sleep 0.01; done");
  await stopProcessGroup(pid);
  expect(await exited).toEqual([7, null]);
});

it("kills processes that do not react", async () => {
  const { pid, exited } = await start("trap '' TERM; echo ready; while :; do sleep 0.01; done");
  await stopProcessGroup(pid);
  expect(await exited).toEqual([null, "SIGKILL"]);
});

it("kills the rest when no process of interest is left", async () => {
  const { pid, exited } = await start("trap '' TERM; echo ready; while :; do sleep 0.01; done");
  await stopProcessGroup(pid, Promise.resolve());
  expect(await exited).toEqual([null, "SIGKILL"]);
});

it("treats a missing group as stopped", async () => {
  const { pid, exited } = await start("echo ready");
  await exited;
  await stopProcessGroup(pid);
  expect(isThere(pid)).toBe(false);
});
