import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { startServer } from "./support/start-server.js";

test("start hooks hear whether a thread starts because its client cleared another one", async () => {
  await using server = await startServer({ script: [sse.say("one"), sse.say("two")] });
  const log = path.join(server.codexHome, "starts");
  const hook = { type: "command", command: `cat >> ${log}; echo >> ${log}` };
  writeFileSync(
    path.join(server.codexHome, "hooks.json"),
    JSON.stringify({ hooks: { SessionStart: [{ hooks: [hook] }] } }),
  );
  const client = await server.connect();
  const [listed] = (await client.call("hooks/list", {})).data;
  const edits = (listed?.hooks ?? []).map(({ key, currentHash }) => ({
    keyPath: `hooks.state.${JSON.stringify(key)}.trusted_hash`,
    value: currentHash,
    mergeStrategy: "replace" as const,
  }));
  await client.call("config/batchWrite", { edits });
  for (const sessionStartSource of [undefined, "clear" as const]) {
    const threadId = (await client.call("thread/start", { sessionStartSource })).thread.id;
    const { turn } = await client.call("turn/start", { threadId, input: [{ type: "text", text: "go" }] });
    await client.hear("turn/completed", (ended) => ended.turn.id === turn.id);
  }
  const starts = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
  expect(starts.map((line) => JSON.parse(line).source)).toEqual(["startup", "clear"]);
});
