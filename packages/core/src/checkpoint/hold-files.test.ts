import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, symlinkSync } from "node:fs";
import { platform } from "node:os";
import { TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import { hashFiles } from "./hash-files.js";
import { holdFiles } from "./hold-files.js";

test("files are held open, whatever takes their place", async () => {
  using folder = new TemporaryFolder({ "work/a/b.txt": "mine", secret: "secret" });
  await using held = await holdFiles(folder.at("work"), ["a/b.txt"]);
  rmSync(folder.at("work/a/b.txt"));
  symlinkSync(folder.at("secret"), folder.at("work/a/b.txt"));
  expect(held.descriptors.map((file) => readFileSync(file, "utf8"))).toEqual(["mine"]);
});

test.runIf(platform() === "linux")(
  "nothing is stored that a link leads to, at the end of a path or before",
  async () => {
    using folder = new TemporaryFolder({ "work/.git/objects/x": "", "vault/secret": "secret" });
    symlinkSync(folder.at("vault/secret"), folder.at("work/file"));
    symlinkSync(folder.at("vault"), folder.at("work/folder"));
    const call = { cwd: folder.at("work"), env: {}, signal: new AbortController().signal };
    for (const name of ["file", "folder/secret", "missing"]) {
      const stored = hashFiles([name], { ...call, objects: folder.at("work/.git/objects") });
      await expect(stored, name).rejects.toMatchObject({ code: "internal" });
    }
  },
);

test.skipIf(process.platform === "win32")(
  "a pipe in the place of a file is not handed to Git (not on Windows)",
  async () => {
    using folder = new TemporaryFolder();
    execFileSync("mkfifo", [folder.at("a.txt")]);
    await expect(holdFiles(folder.path, ["a.txt"])).rejects.toThrow(/changed meanwhile/);
  },
);
