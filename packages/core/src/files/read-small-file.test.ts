import { execFileSync } from "node:child_process";
import { symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readFileHead, readSmallBytesSync, readSmallFile } from "./read-small-file.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "small-"));
  writeFileSync(join(folder, "plain"), "text");
  writeFileSync(join(folder, "sparse"), "");
  truncateSync(join(folder, "sparse"), 3 * 2 ** 30);
  symlinkSync("plain", join(folder, "link"));
  symlinkSync("loop", join(folder, "loop"));
  symlinkSync("/dev/zero", join(folder, "device"));
  symlinkSync("/proc/self/environ", join(folder, "environ"));
  if (process.platform !== "win32") execFileSync("mkfifo", [join(folder, "pipe")]);
});
afterAll(() => rm(folder, { recursive: true }));

/** With each of the functions. */
const read = async (name: string) => {
  const file = join(folder, name);
  const head = await readFileHead(file, 10);
  return [
    await readSmallFile(file, 10),
    readSmallBytesSync(file, 10)?.toString(),
    name === "sparse" ? head?.length : head?.toString(),
  ];
};

describe("files that somebody else may have created", () => {
  it("are read if they are regular files", async () => {
    expect(await read("plain")).toEqual(["text", "text", "text"]);
    expect(await read("link")).toEqual(["text", "text", "text"]);
  });

  it.runIf(process.platform === "linux").each(["pipe", "device", "loop", "missing", "."])(
    "are treated as missing otherwise: %s (Linux only)",
    async (name) => {
      expect(await read(name)).toEqual([undefined, undefined, undefined]);
    },
  );

  it("are not read beyond the limit", async () => {
    expect(await read("sparse")).toEqual([undefined, undefined, 10]);
  });

  it.runIf(process.platform === "linux")(
    "give no more than their size: nothing of a process's environment (Linux only)",
    async () => {
      expect(await read("environ")).toEqual(["", "", ""]);
    },
  );
});
