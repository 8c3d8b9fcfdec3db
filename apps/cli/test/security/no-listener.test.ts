import { sse, startModelServer } from "@codex/test-support";
import { describe, expect, it } from "vitest";
import { listeningSockets } from "../support/listening-sockets.js";
import { resultOf, startCodex, startCodexLines } from "../support/run-codex.js";
import { createWorkspace } from "../support/workspace.js";

const canLook = listeningSockets(process.pid) !== undefined;
const config =
  'approval_policy = "never"\nsandbox_mode = "danger-full-access"\nexperimental_use_exec_command_tool = true';

describe.skipIf(!canLook)("nobody can connect to Codex (skipped where only Codex can see its own sockets)", () => {
  it("while it runs a command, calls the model and has a terminal open", async () => {
    await using model = await startModelServer([
      sse.call("exec_command", { cmd: "cat", yield_time_ms: 1, shell: "bash", login: false }),
      sse.hang(),
    ]);
    await using workspace = await createWorkspace({ model, config });
    const exec = await startCodex(workspace, ["exec", "--json", "go"]);
    await model.waitForRequests(2);
    expect(listeningSockets(exec.pid ?? 0)).toEqual([]);
    exec.kill("SIGINT");
    await new Promise((resolve) => exec.once("close", resolve));
  });

  it("even after the signal that opens Node's debugger", async () => {
    await using model = await startModelServer([sse.hang()]);
    await using workspace = await createWorkspace({ model, config });
    const exec = await startCodex(workspace, ["exec", "--json", "go"]);
    const result = resultOf(exec);
    await model.waitForRequests(1);
    exec.kill("SIGUSR1");
    exec.kill("SIGINT");
    expect(await result).toMatchObject({ code: 130, stderr: "" });
  });

  it("while it serves conversations with a running turn", async () => {
    await using model = await startModelServer([sse.shell(["sleep", "86399"]), sse.hang()]);
    await using workspace = await createWorkspace({ model, config });
    await using mcp = await startCodexLines(workspace, ["mcp"]);
    const clientInfo = { name: "test", version: "1" };
    mcp.send({
      jsonrpc: "2.0",
      id: 1,
      method: "initialize",
      params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo },
    });
    for (const id of [2, 3])
      mcp.send({ jsonrpc: "2.0", id, method: "tools/call", params: { name: "codex", arguments: { prompt: "go" } } });
    await model.waitForRequests(2);
    await mcp.waitFor((json) => (JSON.stringify(json).includes("exec_command_begin") ? true : undefined));
    expect(listeningSockets(mcp.pid)).toEqual([]);
  });

  it("except over HTTP on request: on loopback only", async () => {
    await using workspace = await createWorkspace();
    await using mcp = await startCodexLines(workspace, ["mcp", "--http", "0"]);
    await mcp.waitFor((json) => (JSON.stringify(json).includes("token") ? true : undefined));
    expect(listeningSockets(mcp.pid)).toEqual([expect.stringMatching(/^tcp 0100007F:/)]);
  });
});
