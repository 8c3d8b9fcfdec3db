import { execFileSync } from "node:child_process";
import { symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { TemporaryFolder } from "@codex/test-support";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readFileHead, readSmallBytesSync, readSmallFile } from "./read-small-file.js";

let folder: TemporaryFolder;
beforeAll(() => {
  folder = new TemporaryFolder();
  writeFileSync(folder.at("plain"), "text");
  writeFileSync(folder.at("sparse"), "");
  truncateSync(folder.at("sparse"), 3 * 2 ** 30);
  symlinkSync("plain", folder.at("link"));
  symlinkSync("loop", folder.at("loop"));
  symlinkSync("/dev/zero", folder.at("device"));
  symlinkSync("/proc/self/environ", folder.at("environ"));
  if (process.platform !== "win32") execFileSync("mkfifo", [folder.at("pipe")]);
});
afterAll(() => folder[Symbol.dispose]());

/** With each of the functions. */
const read = async (name: string) => {
  const file = folder.at(name);
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
