import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import { readTomlFile } from "./config-file.js";

const ODD: Record<string, (file: string) => void> = {
  pipe: (file) => execFileSync("mkfifo", [file]),
  device: (file) => symlinkSync("/dev/zero", file),
  folder: (file) => mkdirSync(file),
  loop: (file) => symlinkSync("config.toml", file),
  huge: (file) => {
    writeFileSync(file, "");
    truncateSync(file, 3 * 1024 ** 3);
  },
};

test.runIf(process.platform !== "win32").each(Object.keys(ODD))(
  "a %s in place of the settings file is an error and does not block (not on Windows)",
  async (kind) => {
    using folder = new TemporaryFolder();
    ODD[kind]?.(folder.at("config.toml"));
    await expect(readTomlFile(folder.at("config.toml"))).rejects.toThrow(/config\.toml: cannot be read: \S/);
  },
);

test("a missing file has no settings", async () => {
  using folder = new TemporaryFolder({ file: "" });
  const missing = { text: undefined, table: {} };
  expect(await readTomlFile(folder.at("config.toml"))).toMatchObject(missing);
  expect(await readTomlFile(folder.at("file", "config.toml"))).toMatchObject(missing);
  expect(await readTomlFile(folder.at("file"))).toMatchObject({ text: "", table: {} });
});
