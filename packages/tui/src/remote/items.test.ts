import type { ThreadItem } from "@codex/app-server-protocol/thread-item";
import { joinShellWords } from "@codex/core";
import { describe, expect, test } from "vitest";
import { itemFromWire } from "./items.js";
import { turnInfoFromWire } from "./turns.js";

const command = (text: string) => {
  const item: ThreadItem = {
    type: "commandExecution",
    id: "c",
    command: text,
    commandActions: [],
    cwd: "/work",
    source: "agent",
    status: "completed",
  };
  const shown = itemFromWire(item, { turnId: "t", isOver: true });
  return shown?.kind === "command" ? shown.command : undefined;
};

test("a command is split into words as on the server, and shown as text if no shell could parse it", () => {
  const words = ["bash", "-lc", "echo 'it''s' # no comment", "", "a b"];
  expect(command(joinShellWords(words))).toEqual(words);
  for (const text of ["echo 'open", ""]) expect(command(text)).toEqual(["bash", "-c", text]);
});

test("a tool result is complete; of unknown content, the text is kept", () => {
  const call = { type: "mcpToolCall", id: "m", server: "s", tool: "t", arguments: {}, status: "completed" } as const;
  const resultOf = (content: unknown[], structuredContent?: unknown) => {
    const shown = itemFromWire({ ...call, result: { content, structuredContent } }, { turnId: "t", isOver: true });
    return shown?.kind === "mcp-call" ? shown.result : undefined;
  };
  const image = { type: "image", data: "AAAA", mimeType: "image/png" };
  expect(resultOf([image], { n: 1 })).toMatchObject({ content: [image], structuredContent: { n: 1 } });
  expect(resultOf([{ type: "text", text: 7 }])).toEqual({ content: [{ type: "text", text: "7" }] });
});

test("calls about subagents are shown with their state", () => {
  const call = {
    type: "collabAgentToolCall",
    id: "h",
    tool: "wait",
    senderThreadId: "one",
    receiverThreadIds: ["two"],
    agentsStates: { two: { status: "completed", message: "found it" } },
    prompt: null,
    status: "completed",
  } as const satisfies Partial<ThreadItem>;
  const wire: ThreadItem = { ...call, receiverThreadIds: [...call.receiverThreadIds] };
  expect(itemFromWire(wire, { turnId: "t", isOver: true })).toMatchObject({
    kind: "sub-agent",
    action: "wait",
    status: "completed",
    agents: [{ threadId: "two", status: "completed", message: "found it" }],
  });
  expect(itemFromWire({ ...wire, tool: "adoptAgent" }, { turnId: "t", isOver: true })).toBeUndefined();
  const activity = { type: "subAgentActivity", id: "a", agentThreadId: "two", agentPath: "/root/tests" } as const;
  expect(itemFromWire({ ...activity, kind: "started" }, { turnId: "t", isOver: true })).toMatchObject({
    action: "spawn",
    agents: [{ threadId: "two", nickname: "tests", path: "/root/tests" }],
  });
});

describe("why a turn failed", () => {
  const errorOf = (codexErrorInfo: unknown) =>
    turnInfoFromWire({ id: "t", status: "failed", error: { message: "no", codexErrorInfo } }).error;

  test.each([
    ["unauthorized", "auth-required"],
    ["usageLimitExceeded", "usage-limit-reached"],
    ["serverOverloaded", "server-overloaded"],
    ["other", "internal"],
    [{ somethingNew: 7 }, "internal"],
    [null, "internal"],
  ])("%j is %s", (info, code) => expect(errorOf(info)).toEqual({ code, message: "no" }));

  test.each([
    [{ httpConnectionFailed: { httpStatusCode: null } }, { code: "connection-failed" }],
    [{ httpConnectionFailed: { httpStatusCode: 401 } }, { code: "auth-required", httpStatus: 401 }],
    [{ httpConnectionFailed: { httpStatusCode: 404 } }, { code: "unexpected-status", httpStatus: 404 }],
    [{ responseTooManyFailedAttempts: { httpStatusCode: 429 } }, { code: "retry-limit-reached", httpStatus: 429 }],
    [{ responseStreamDisconnected: { httpStatusCode: null } }, { code: "stream-disconnected" }],
  ])("%j has its status", (info, error) => expect(errorOf(info)).toEqual({ ...error, message: "no" }));
});
