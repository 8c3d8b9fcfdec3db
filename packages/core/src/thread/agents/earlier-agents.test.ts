import { renameSync } from "node:fs";
import { TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import { RolloutRecorder } from "../../rollout/rollout-recorder.js";
import { EarlierAgents } from "./earlier-agents.js";

test("a session's file that could not be read is read again at the next request for subagents", async () => {
  using folder = new TemporaryFolder();
  const id = "0123abcd-0123-4567-89ab-0123456789ab";
  const recorder = await RolloutRecorder.create({ codexHome: folder.path, id, cwd: folder.path });
  await recorder[Symbol.asyncDispose]();
  renameSync(recorder.path, `${recorder.path}.away`);
  const earlier = new EarlierAgents(folder.path, recorder.path);
  await expect(earlier.recall()).rejects.toThrow();
  renameSync(`${recorder.path}.away`, recorder.path);
  await earlier.recall();
  expect(earlier.infos).toEqual([]);
});
