import { spawnSync } from "node:child_process";
import { closeSync } from "node:fs";
import { expect, it } from "vitest";
import { loadNative } from "../src/native.js";

const native = process.platform === "linux" ? await loadNative() : undefined;

it.skipIf(native === undefined).each([
  ["the requested number of bytes", 1024 * 1024, true],
  ["the kernel's default, much less than output needs", undefined, false],
])("a pipe holds %s (Linux only)", (_, bytes, holdsAll) => {
  const { readEnd, writeEnd } = native?.createPipe(bytes) ?? { readEnd: -1, writeEnd: -1 };
  const write = ["of=/dev/stdout", "oflag=nonblock", "bs=500000", "count=1"];
  const { status } = spawnSync("dd", ["if=/dev/zero", ...write], { stdio: ["ignore", writeEnd, "ignore"] });
  closeSync(readEnd);
  closeSync(writeEnd);
  expect(status === 0).toBe(holdsAll);
});
