import type { Item, SubAgent } from "@codex/core";
import { expect, test } from "vitest";
import { lostSubagentMessages } from "./lost-subagents.js";

function call(action: "spawn" | "wait", agent: SubAgent): Item {
  const times = { turnId: "t", startedAt: 1, endedAt: 2, callId: `${action}-${agent.threadId}` };
  return { id: times.callId, kind: "sub-agent", status: "completed", action, agents: [agent], ...times };
}

test("names each subagent without a known end once", () => {
  const items = [
    call("spawn", { threadId: "one", status: "running" }),
    call("spawn", { threadId: "two", status: "running" }),
    call("spawn", { threadId: "three", status: "starting", path: "/root/tests" }),
    call("wait", { threadId: "two", status: "completed", message: "done" }),
    call("wait", { threadId: "one", status: "running" }),
  ];
  expect(JSON.stringify(lostSubagentMessages(items))).toContain("was lost: one, /root/tests.");
});

test("adds no message if all subagents have ended", () => {
  const items = [
    call("spawn", { threadId: "one", status: "running" }),
    call("wait", { threadId: "one", status: "failed" }),
  ];
  expect(lostSubagentMessages(items)).toEqual([]);
  expect(lostSubagentMessages([])).toEqual([]);
});
