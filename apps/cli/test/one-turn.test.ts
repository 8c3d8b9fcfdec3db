import { existsSync } from "node:fs";
import { type Event, EventSchema } from "@codex/protocol";
import { sse, startModelServer } from "@codex/test-support";
import { describe, expect, it } from "vitest";
import { runCodex, startCodexLines } from "./support/run-codex.js";
import { createWorkspace } from "./support/workspace.js";

const script = () => [sse.shell(["bash", "-c", "echo made > made.txt; cat made.txt"]), sse.say("It is made.")];
const config = 'approval_policy = "never"\nsandbox_mode = "danger-full-access"';

describe("one real turn", () => {
  it("runs over codex exec", async () => {
    await using model = await startModelServer(script());
    await using workspace = await createWorkspace({ model, config });
    const { code, stdout, stderr } = await runCodex(workspace, ["exec", "make it"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "It is made.\n" });
    expect(stderr).toContain("made");
    expect(await workspace.read("made.txt")).toBe("made\n");
  });

  it("runs over codex proto", async () => {
    await using model = await startModelServer(script());
    await using workspace = await createWorkspace({ model, config });
    await using proto = await startCodexLines(workspace, ["proto"]);
    proto.send({ id: "s1", op: { type: "user_input", items: [{ type: "text", text: "make it" }] } });
    const complete = await proto.waitFor((json) => eventOf(json, "task_complete"));
    expect(complete).toEqual({ id: "s1", msg: { type: "task_complete", last_agent_message: "It is made." } });
    expect(await proto.end()).toBe(0);
  });

  it("runs over codex mcp, and ends with its input", async () => {
    await using model = await startModelServer(script());
    await using workspace = await createWorkspace({ model, config });
    await using mcp = await startCodexLines(workspace, ["mcp"]);
    const request = (id: number, method: string, params: unknown) => {
      mcp.send({ jsonrpc: "2.0", id, method, params });
      return mcp.waitFor((json) => resultOf(json, id));
    };
    const clientInfo = { name: "test", version: "1" };
    await request(1, "initialize", { protocolVersion: "2025-06-18", capabilities: {}, clientInfo });
    const { conversationId } = await request(2, "newConversation", {});
    await request(3, "addConversationListener", { conversationId });
    await request(4, "sendUserMessage", { conversationId, items: [{ type: "text", data: { text: "make it" } }] });
    const types: string[] = [];
    await mcp.waitFor((json) => {
      const event = eventOf(paramsOf(json));
      if (event !== undefined) types.push(event.msg.type);
      return event?.msg.type === "task_complete" ? event : undefined;
    });
    expect(types).toEqual([
      "task_started",
      "exec_command_begin",
      "exec_command_output_delta",
      "exec_command_end",
      "token_count",
      "agent_message",
      "token_count",
      "task_complete",
    ]);
    expect(await mcp.end()).toBe(0);
    expect(existsSync(`/proc/${mcp.pid}`)).toBe(false);
  });
});

function eventOf(json: unknown, type?: string): Event | undefined {
  const { data } = EventSchema.safeParse(json);
  return data !== undefined && (type === undefined || data.msg.type === type) ? data : undefined;
}

function paramsOf(json: unknown): unknown {
  return typeof json === "object" && json !== null && "params" in json ? json.params : undefined;
}

function resultOf(json: unknown, id: number): Record<string, unknown> | undefined {
  if (typeof json !== "object" || json === null || !("id" in json) || json.id !== id || !("result" in json))
    return undefined;
  return { ...(typeof json.result === "object" ? json.result : {}) };
}
