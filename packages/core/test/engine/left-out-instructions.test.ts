import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { loadConfig, ThreadManager } from "../../src/index.js";
import { startEngine } from "./start-engine.js";

it("a user learns that the model gets only a part of AGENTS.md", async () => {
  await using engine = await startEngine([]);
  const { cwd, codexHome } = engine;
  await writeFile(path.join(cwd, "AGENTS.md"), "Test all the code.");
  const env = { PATH: process.env["PATH"] };
  const config = await loadConfig({ codexHome, cwd, env, cliOverrides: [["project_doc_max_bytes", 5]], overrides: {} });
  await using manager = new ThreadManager({ env, platform: process.platform, version: "0", userAgent: "test" });
  const thread = await manager.newThread(config);
  const first = await thread.events().next();
  expect(first.value).toMatchObject({
    type: "notice",
    code: "instructions-left-out",
    message: expect.stringMatching(/AGENTS\.md is cut off/),
  });
});
