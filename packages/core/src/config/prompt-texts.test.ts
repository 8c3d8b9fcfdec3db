import { mkdirSync, writeFileSync } from "node:fs";
import { TemporaryFolder } from "@codex/test-support";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { CliOverride } from "./cli-override.js";
import { loadConfig } from "./load-config.js";

let root: TemporaryFolder;
beforeEach(() => {
  root = new TemporaryFolder();
  for (const folder of ["home", "work/.git", "work/.codex"]) mkdirSync(root.at(folder), { recursive: true });
  put("home/own.md", "of the home\n");
  put("work/own.md", "of the folder");
  put("work/.codex/own.md", "of the project");
  trust("");
});
afterEach(() => root[Symbol.dispose]());

const put = (file: string, text: string) => writeFileSync(root.at(file), text);
const trust = (settings: string) =>
  put("home/config.toml", `${settings}\n[projects.${JSON.stringify(root.at("work"))}]\ntrust_level = "trusted"\n`);

async function texts(...cliOverrides: CliOverride[]) {
  const cwd = root.at("work");
  const config = await loadConfig({
    codexHome: root.at("home"),
    cwd,
    env: { HOME: root.path },
    cliOverrides,
    overrides: {},
  });
  return [config.baseInstructions, config.compactPrompt];
}

test("a file with base instructions is relative to the file that names it", async () => {
  expect(await texts(["model_instructions_file", "own.md"])).toEqual(["of the folder", undefined]);
  expect(await texts(["experimental_instructions_file", "~/home/own.md"])).toEqual(["of the home", undefined]);
  trust('model_instructions_file = "own.md"');
  expect(await texts()).toEqual(["of the home", undefined]);
  put("work/.codex/config.toml", 'model_instructions_file = "own.md"\nexperimental_compact_prompt_file = "own.md"\n');
  expect(await texts()).toEqual(["of the project", "of the project"]);
});

test("a text replaces a file; a missing or empty file is an error", async () => {
  expect(await texts(["instructions", "as a text"], ["compact_prompt", "shorten it"])).toEqual([
    "as a text",
    "shorten it",
  ]);
  expect(await texts(["instructions", " "], ["compact_prompt", ""])).toEqual([undefined, undefined]);
  await expect(texts(["model_instructions_file", "absent.md"])).rejects.toThrow(
    /model_instructions_file.*absent\.md cannot be read/,
  );
  put("work/empty.md", " \n");
  await expect(texts(["model_instructions_file", "empty.md"])).rejects.toThrow(/empty\.md is empty/);
});
