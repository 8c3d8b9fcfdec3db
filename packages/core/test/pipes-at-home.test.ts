import { execFileSync } from "node:child_process";
import path from "node:path";
import { TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import { historyMetadata, recentHistory } from "../src/rollout/message-history.js";
import { readRolloutSummary } from "../src/store/rollout-summary.js";
import { readThreadNames } from "../src/store/thread-names.js";

test.skipIf(process.platform === "win32")("pipes in place of files are not waited for (not on Windows)", async () => {
  using home = new TemporaryFolder();
  const pipe = (name: string) => {
    const file = path.join(home.path, name);
    execFileSync("mkfifo", [file]);
    return file;
  };
  pipe("session_index.jsonl");
  pipe("history.jsonl");
  await expect(readThreadNames(home.path)).rejects.toThrow(/session_index\.jsonl is not a regular file/);
  expect(await historyMetadata(home.path)).toEqual({ logId: 0, entryCount: 0 });
  expect(await recentHistory(home.path, 5)).toEqual([]);
  await expect(readRolloutSummary(pipe("rollout.jsonl"), 1)).rejects.toThrow("is not a regular file");
});
