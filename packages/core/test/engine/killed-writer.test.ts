import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { bundleProgram } from "../support/bundle-program.js";
import { collect, inputOf, startEngine } from "./start-engine.js";

/** A process that has begun a turn in the file and still runs it. */
async function beginTurn(program: string, file: string, text: string) {
  const child = spawn(process.execPath, [program, file, text], { stdio: ["ignore", "pipe", "inherit"] });
  const gone = once(child, "exit");
  const kill = async () => {
    child.kill("SIGKILL");
    await gone;
  };
  await once(child.stdout, "data");
  return { kill, [Symbol.asyncDispose]: kill };
}

/** A saved thread in the format of later Codex versions. */
function envelopedFile(codexHome: string, threadId: string): string {
  const timestamp = "2026-01-02T03:04:05.000Z";
  const folder = path.join(codexHome, "sessions", "2026", "01", "02");
  const file = path.join(folder, `rollout-2026-01-02T03-04-05-${threadId}.jsonl`);
  mkdirSync(folder, { recursive: true });
  const payload = { id: threadId, timestamp, cwd: codexHome };
  writeFileSync(file, `${JSON.stringify({ timestamp, ordinal: 0, type: "session_meta", payload })}\n`);
  return file;
}

test.each(["flat", "enveloped"])("a turn whose process was killed is taken in as interrupted: %s", async (format) => {
  using program = await bundleProgram("leave-turn-open.ts");
  await using engine = await startEngine(["one", "two", "three"].map((text) => sse.say(text)));
  const id = randomUUID();
  if (format === "enveloped") envelopedFile(engine.codexHome, id);
  await using conversation = await (format === "flat"
    ? engine.codex.newConversation()
    : engine.codex.resumeConversation(id));
  await collect(conversation.run("first"));
  const { thread } = conversation.conversation;
  await using other = await beginTurn(program.file, thread.rolloutPath ?? "", "said elsewhere");
  await collect(conversation.run("while it runs"));
  expect(JSON.stringify(inputOf(engine.model.requests[1]))).not.toContain("said elsewhere");
  await other.kill();
  await using next = await beginTurn(program.file, thread.rolloutPath ?? "", "said last");
  await next.kill();
  await collect(conversation.run("afterwards"));
  const heard = JSON.stringify(inputOf(engine.model.requests[2]));
  expect(heard).toMatch(/said elsewhere.*while it runs.*said last.*<turn_aborted>.*afterwards/);
});
