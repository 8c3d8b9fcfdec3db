import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openPrivateAppend, readPrivateFile, replaceFile, writePrivateFile } from "../src/private-file.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "codex-private-"));
});
afterEach(() => rmSync(folder, { recursive: true }));
const at = (name: string) => path.join(folder, name);
const modeOf = (name: string) => statSync(at(name)).mode & 0o777;

test("a write replaces the file atomically, also a link in its place, and leaves no other files", async () => {
  writeFileSync(at("target"), "theirs");
  symlinkSync(at("target"), at("file"));
  await replaceFile(at("file"), "ours");
  expect(lstatSync(at("file")).isSymbolicLink()).toBe(false);
  expect([readFileSync(at("file"), "utf8"), readFileSync(at("target"), "utf8"), modeOf("file")]).toEqual([
    "ours",
    "theirs",
    0o600,
  ]);
  await replaceFile(at("file"), new Uint8Array([0x61]), 0o644);
  expect([readFileSync(at("file"), "utf8"), modeOf("file")]).toEqual(["a", 0o644]);
  mkdirSync(at("taken"));
  await expect(replaceFile(at("taken"), "x")).rejects.toThrow();
  expect(readdirSync(folder).sort()).toEqual(["file", "taken", "target"]);
});

const isRoot = process.getuid?.() === 0;

test.runIf(isRoot)("a file that root replaces keeps its owner, in the owner's folder only", async () => {
  for (const name of ["home", "shared"]) {
    mkdirSync(at(name));
    writeFileSync(at(`${name}/config`), "");
    chownSync(at(`${name}/config`), 1234, 4321);
  }
  chownSync(at("home"), 1234, 4321);
  await replaceFile(at("home/config"), "x");
  await replaceFile(at("shared/config"), "x");
  const owner = (name: string) => [statSync(at(name)).uid, statSync(at(name)).gid];
  expect([owner("home/config"), owner("shared/config")]).toEqual([
    [1234, 4321],
    [0, 0],
  ]);
});

test.runIf(isRoot)("a mounted file is written in place", async (context) => {
  for (const name of ["source", "file"]) writeFileSync(at(name), "before, which is longer", { mode: 0o644 });
  try {
    execFileSync("mount", ["--bind", at("source"), at("file")], { stdio: "ignore" });
  } catch {
    return context.skip();
  }
  using _mounted = { [Symbol.dispose]: () => execFileSync("umount", [at("file")]) };
  await replaceFile(at("file"), "after");
  expect([readFileSync(at("source"), "utf8"), modeOf("source")]).toEqual(["after", 0o600]);
  expect(readdirSync(folder).sort()).toEqual(["file", "source"]);
});

test.runIf(isRoot)("a file on a read-only mount is read unchanged", async (context) => {
  for (const name of ["source", "file"]) writeFileSync(at(name), "s", { mode: 0o644 });
  try {
    execFileSync("mount", ["--bind", at("source"), at("file")], { stdio: "ignore" });
  } catch {
    return context.skip();
  }
  using _mounted = { [Symbol.dispose]: () => execFileSync("umount", [at("file")]) };
  execFileSync("mount", ["-o", "remount,ro,bind", at("file")]);
  expect(await readPrivateFile(at("file"))).toBe("s");
});

test("a private write makes its folder private, a plain one leaves it unchanged", async () => {
  mkdirSync(at("home"));
  chmodSync(at("home"), 0o755);
  await replaceFile(at("home/config"), "x");
  expect(modeOf("home")).toBe(0o755);
  await writePrivateFile(at("home/secret"), "x");
  expect(modeOf("home")).toBe(0o700);
});

test("reading repairs permissions and returns undefined for a missing file", async () => {
  writeFileSync(at("secret"), "s", { mode: 0o644 });
  expect(await readPrivateFile(at("secret"))).toBe("s");
  expect(modeOf("secret")).toBe(0o600);
  expect(await readPrivateFile(at("none/file"))).toBeUndefined();
});

test.skipIf(process.platform === "win32")("a pipe in the file's place is refused without blocking", async () => {
  execFileSync("mkfifo", [at("secret")]);
  await expect(readPrivateFile(at("secret"))).rejects.toThrow("not a regular file");
});

test("appending keeps the content, sets our permissions, and refuses a link", async () => {
  writeFileSync(at("log"), "a", { mode: 0o666 });
  await using log = await openPrivateAppend(at("log"));
  await log.write("b");
  expect([readFileSync(at("log"), "utf8"), modeOf("log")]).toEqual(["ab", 0o600]);
  symlinkSync(at("log"), at("link"));
  await expect(openPrivateAppend(at("link"))).rejects.toMatchObject({ code: "ELOOP" });
});
