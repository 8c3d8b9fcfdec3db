import { writeFile } from "node:fs/promises";
import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import * as z from "zod";
import { ASKS, startServer, type TestServer } from "./support/start-server.js";

const progressOf = (server: TestServer) =>
  server.notifications.filter(({ method }) => method === "notifications/progress").map(({ params }) => params);

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test("a cancelled call stops its commands, gets no answer, and nothing more is sent for it", async () => {
  await using server = await startServer({
    script: [sse.shell(["sh", "-c", "echo $$; exec sleep 600"]), sse.say("still here")],
  });
  const cancel = new AbortController();
  const call = server.callTool("codex", { prompt: "sleep" }, { signal: cancel.signal, meta: { progressToken: "p" } });
  const { chunk } = await server.event("exec_command_output_delta");
  const pid = Number(Buffer.from(z.array(z.number()).parse(chunk)).toString());
  expect(isAlive(pid)).toBe(true);
  const { session_id: sessionId } = await server.event("session_configured");

  cancel.abort(new Error("not wanted any more"));
  await expect(call).rejects.toThrow("not wanted any more");
  await server.event("turn_aborted");
  const heard = server.notifications.length;
  // The session's next turn starts once this one has ended completely.
  const reply = await server.callTool("codex-reply", { sessionId, prompt: "hello?" });
  expect(reply.structuredContent).toMatchObject({ status: "completed", content: "still here" });
  expect(isAlive(pid)).toBe(false);
  const later = server.notifications.slice(heard);
  expect(later.filter(({ params }) => params["progressToken"] === "p")).toEqual([]);
  expect(later.map(({ params }) => params["_meta"])).not.toContainEqual({ requestId: 1 });
});

test("cancelling one call leaves others alone", async () => {
  await using server = await startServer({
    script: [
      sse.shell(["sleep", "600"]),
      sse.shell(["sh", "-c", "while [ ! -e go ]; do sleep 0.02; done"]),
      sse.say("done"),
    ],
  });
  const cancel = new AbortController();
  const first = server.callTool("codex", { prompt: "one" }, { signal: cancel.signal });
  await server.event("exec_command_begin");
  const heard = server.notifications.length;
  const second = server.callTool("codex", { prompt: "two" });
  await server.event("exec_command_begin", heard);
  cancel.abort(new Error("enough"));
  await expect(first).rejects.toThrow("enough");
  await server.event("turn_aborted");
  await writeFile(`${server.world.cwd}/go`, "");
  expect((await second).structuredContent).toMatchObject({ status: "completed", content: "done" });
});

test("cancelling unknown, finished and malformed ids does no harm", async () => {
  await using server = await startServer({ script: [sse.say("fine")] });
  for (const params of [{ requestId: 999 }, { requestId: 0 }, { requestId: {} }, {}, null, "x"]) {
    await server.connection.notify("notifications/cancelled", params);
  }
  expect((await server.callTool("codex", { prompt: "go" })).structuredContent).toMatchObject({ content: "fine" });
});

test("progress reports the session first, then the activity, in growing steps, and ends with the answer", async () => {
  await using server = await startServer({ script: [sse.shell(["echo", "hi"]), sse.say("finished")] });
  await server.callTool("codex", { prompt: "go" }, { meta: { progressToken: "token" } });
  const seen = progressOf(server);
  const { session_id } = await server.event("session_configured");
  expect(seen.map(({ message }) => message)).toEqual([
    `session ${session_id}`,
    "thinking",
    "running echo hi",
    "ran echo hi, exit 0",
    "finished",
  ]);
  expect(seen.map(({ progress }) => progress)).toEqual([1, 2, 3, 4, 5]);
  expect(new Set(seen.map(({ progressToken }) => progressToken))).toEqual(new Set(["token"]));
  await server.request("ping");
  expect(progressOf(server)).toEqual(seen);
});

test("without a token there is no progress", async () => {
  await using server = await startServer({ script: [sse.say("finished")] });
  await server.callTool("codex", { prompt: "go" });
  expect(progressOf(server)).toEqual([]);
});

test("a call that waits for an approval keeps its caller posted", async () => {
  await using server = await startServer({ config: ASKS, script: [sse.shell(["touch", "x"]), sse.say("ok")] });
  server.answer("elicitation/create", () => ({ action: "accept" }));
  await server.callTool("codex", { prompt: "go" }, { meta: { progressToken: 1 } });
  expect(progressOf(server).map(({ message }) => message)).toContain("waiting for approval: touch x");
});
