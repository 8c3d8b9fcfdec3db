import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sse } from "@codex/test-support";
import { describe, expect, it } from "vitest";
import { collect, inputOf, startEngine, typesOf } from "./start-engine.js";

const config = { experimental_use_exec_command_tool: true };
const exec = (args: Readonly<Record<string, unknown>>, callId = "call-1") =>
  sse.call("exec_command", { login: false, ...args }, callId);

/** The outputs of calls in a request. */
function outputs(request: { readonly body: unknown } | undefined): unknown[] {
  return inputOf(request).flatMap((item) => (item["type"] === "function_call_output" ? [item["output"]] : []));
}

describe("the exec_command tool", () => {
  it("keeps a command running across turns until it is told to end", async () => {
    await using engine = await startEngine(
      [
        exec({ cmd: "echo ready; read x; echo got $x", yield_time_ms: 300 }),
        sse.say("one"),
        sse.call("write_stdin", { session_id: 0, chars: "it\n", yield_time_ms: 100_000 }, "call-2"),
        sse.say("two"),
      ],
      { config },
    );
    await using conversation = await engine.codex.newConversation();
    const first = await collect(conversation.run("start"));
    // Output arrives with the first read, or, on a busy machine, with the second.
    expect(typesOf(first).filter((type) => type !== "exec_command_output_delta")).toEqual([
      "task_started",
      "exec_command_begin",
      "exec_command_end",
      "token_count",
      "agent_message",
      "token_count",
      "task_complete",
    ]);
    await collect(conversation.run("go on"));
    const [started = "", ended = ""] = outputs(engine.model.requests[3]).map(String);
    expect(started).toMatch(/^Wall time: .*\nProcess running with session ID 0\nOutput:\n(?:ready\n)?$/);
    expect(ended).toMatch(/\nProcess exited with code 0\nOutput:\n(?:it\n|ready\n){1,2}got it\n$/);
    expect(`${started}${ended}`.match(/^ready$/gm)).toHaveLength(1);
  });

  it("tells commands of both tools which session, thread and call run them", async () => {
    const script = 'echo "$CODEX_SESSION_ID $CODEX_THREAD_ID $CODEX_TOOL_CALL_ID v$CODEX_VERSION"';
    for (const settings of [config, {}]) {
      const call = settings === config ? exec({ cmd: script }) : sse.shell(["sh", "-c", script], {}, "call-1");
      await using engine = await startEngine([call, sse.say("one")], { config: settings });
      await using conversation = await engine.codex.newConversation();
      await collect(conversation.run("start"));
      expect(outputs(engine.model.requests[1])).toEqual([
        expect.stringMatching(new RegExp(`${conversation.id} ${conversation.id} call-1 v\\d`)),
      ]);
    }
  });

  it("does not take a new command for one of an earlier process, which the model still remembers", async () => {
    const sleep = { cmd: "sleep 60", yield_time_ms: 300 };
    const earlier = sse.call("write_stdin", { session_id: 0, chars: "it\n" }, "call-3");
    await using engine = await startEngine(
      [exec(sleep), sse.say("one"), exec(sleep, "call-2"), earlier, sse.say("two")],
      { config },
    );
    const saved = await engine.codex.newConversation();
    await collect(saved.run("start"));
    await saved[Symbol.asyncDispose]();
    await using resumed = await engine.codex.resumeConversation(saved.id);
    await collect(resumed.run("go on"));
    const [first = "", second = "", typed = ""] = outputs(engine.model.requests[4]).map(String);
    expect(first).toContain("session ID 0");
    expect(second).toMatch(/session ID \d{4,6}\n/);
    expect(typed).toBe("unknown session id 0");
  });

  it("asks if the policy requires it, and does not start a refused command", async () => {
    const asked: unknown[] = [];
    await using engine = await startEngine([exec({ cmd: "touch made" }), sse.say("ok")], {
      config,
      overrides: { approvalPolicy: "untrusted", sandboxMode: "workspace-write" },
      onApproval: (request) => {
        asked.push(request);
        return "denied";
      },
    });
    await using conversation = await engine.codex.newConversation();
    const events = await collect(conversation.run("go"));
    expect(asked).toMatchObject([{ type: "exec_approval_request", command: ["/bin/bash", "-c", "touch made"] }]);
    expect(typesOf(events)).not.toContain("exec_command_begin");
    expect(outputs(engine.model.requests[1])).toEqual(["exec command rejected by user"]);
  });

  it("runs in the sandbox of the policy", async () => {
    await using engine = await startEngine([exec({ cmd: "touch made && echo done" }), sse.say("ok")], {
      config: { ...config, sandbox_mode: "read-only" },
    });
    await using conversation = await engine.codex.newConversation();
    await collect(conversation.run("go"));
    expect(outputs(engine.model.requests[1])[0]).toMatch(/Process exited with code 1\nOutput:\n.*denied|read-only/is);
  });

  it("asks to leave the sandbox after a failure", async () => {
    await using engine = await startEngine([exec({ cmd: "touch made && echo done" }), sse.say("ok")], {
      config,
      overrides: { approvalPolicy: "on-failure", sandboxMode: "read-only" },
      onApproval: () => "approved",
    });
    await using conversation = await engine.codex.newConversation();
    await collect(conversation.run("go"));
    expect(outputs(engine.model.requests[1])[0]).toMatch(/Process exited with code 0\nOutput:\ndone\n$/);
  });

  it("does not ask about a missing command, which no sandbox causes", async () => {
    await using engine = await startEngine([exec({ cmd: "no-such-command" }), sse.say("ok")], {
      config,
      overrides: { approvalPolicy: "on-failure", sandboxMode: "read-only" },
      onApproval: () => expect.fail("asked"),
    });
    await using conversation = await engine.codex.newConversation();
    expect(typesOf(await collect(conversation.run("go")))).not.toContain("exec_approval_request");
    expect(outputs(engine.model.requests[1])[0]).toMatch(/Process exited with code 127\n/);
  });

  describe("asks about input for a terminal that left the sandbox", () => {
    const typed = (chars: string, callId: string) =>
      sse.call("write_stdin", { session_id: 0, chars, yield_time_ms: 200 }, callId);
    const start = exec({
      cmd: "cat",
      sandbox_permissions: "require_escalated",
      justification: "why",
      yield_time_ms: 0,
    });

    it("every time, except for reads; and types nothing that is refused", async () => {
      const asked: unknown[] = [];
      await using engine = await startEngine(
        [start, typed("one\n", "call-2"), typed("one\n", "call-3"), typed("", "call-4"), sse.say("ok")],
        {
          config,
          overrides: { approvalPolicy: "on-request", sandboxMode: "read-only" },
          onApproval: (request) => {
            asked.push("command" in request && request.command);
            return asked.length > 2 ? "denied" : "approved_for_session";
          },
        },
      );
      await using conversation = await engine.codex.newConversation();
      await collect(conversation.run("go"));
      const input = ["write_stdin", "--session-id", "0", "one\n"];
      expect(asked).toEqual([["/bin/bash", "-c", "cat"], input, input]);
      const [, first, second] = outputs(engine.model.requests[4]);
      expect([first, second]).toEqual([expect.stringMatching(/one/), "write_stdin rejected by user"]);
    });

    it("where every command is asked about, also with full access", async () => {
      const asked: unknown[] = [];
      await using engine = await startEngine(
        [exec({ cmd: "cat", yield_time_ms: 0 }), typed("one\n", "call-2"), sse.say("ok")],
        {
          config,
          overrides: { approvalPolicy: "untrusted", sandboxMode: "danger-full-access" },
          onApproval: (request) => {
            asked.push("command" in request && request.command);
            return asked.length > 1 ? "denied" : "approved_for_session";
          },
        },
      );
      await using conversation = await engine.codex.newConversation();
      await collect(conversation.run("go"));
      expect(asked).toEqual([
        ["/bin/bash", "-c", "cat"],
        ["write_stdin", "--session-id", "0", "one\n"],
      ]);
      expect(outputs(engine.model.requests[2]).at(-1)).toBe("write_stdin rejected by user");
    });

    it("that a rule asks about, and refuses what a rule forbids, but not what is no command", async () => {
      const asked: unknown[] = [];
      const inputs = ["echo a\n", "git push\n", "sudo -u root touch x\n", "( a\n"];
      await using engine = await startEngine(
        [
          exec({ cmd: "cat", yield_time_ms: 0 }),
          ...inputs.map((chars, index) => typed(chars, `call-${index + 2}`)),
          sse.say("ok"),
        ],
        {
          config,
          overrides: { approvalPolicy: "on-request", sandboxMode: "danger-full-access" },
          onApproval: (request) => {
            asked.push("command" in request && [request.command, request.reason]);
            return "denied";
          },
        },
      );
      const rules = [
        'prefix_rule(["git", "push"], decision = "forbidden", justification = "not now")',
        'prefix_rule(["touch"], decision = "prompt")',
      ];
      mkdirSync(join(engine.codexHome, "rules"), { recursive: true });
      writeFileSync(join(engine.codexHome, "rules/default.rules"), `${rules.join("\n")}\n`);
      await using conversation = await engine.codex.newConversation();
      await collect(conversation.run("go"));
      const [, free, forbidden, refused, other] = outputs(engine.model.requests[5]);
      expect([free, other]).toEqual([expect.stringContaining("echo a"), expect.stringContaining("( a")]);
      expect([forbidden, refused]).toEqual(["write_stdin rejected: not now", "write_stdin rejected by user"]);
      expect(asked).toEqual([
        [["write_stdin", "--session-id", "0", "sudo -u root touch x\n"], "the rule about `touch` asks about it"],
      ]);
    });

    it("and refuses it if the user is never asked and the sandbox has become narrower", async () => {
      await using engine = await startEngine(
        [exec({ cmd: "cat", yield_time_ms: 0 }), sse.say("1"), typed("x\n", "call-2"), sse.say("2")],
        {
          config,
          overrides: { approvalPolicy: "never", sandboxMode: "danger-full-access" },
        },
      );
      await using conversation = await engine.codex.newConversation();
      await collect(conversation.run("go"));
      conversation.conversation.submit({ type: "override_turn_context", sandbox_policy: { mode: "read-only" } });
      await collect(conversation.run("on"));
      expect(outputs(engine.model.requests[3]).at(-1)).toMatch(/^write_stdin rejected: .*the user cannot be asked$/);
    });
  });

  it("applies patches", async () => {
    const patch = "apply_patch <<'EOF'\n*** Begin Patch\n*** Add File: a.txt\n+hello\n*** End Patch\nEOF\n";
    await using engine = await startEngine([exec({ cmd: patch }), sse.say("ok")], { config });
    await using conversation = await engine.codex.newConversation();
    expect(typesOf(await collect(conversation.run("go")))).toContain("patch_apply_end");
  });

  it("explains invalid calls to the model", async () => {
    await using engine = await startEngine(
      [
        sse.calls(
          { name: "exec_command", arguments: { command: ["ls"] } },
          { name: "write_stdin", arguments: { session_id: 7, chars: "" } },
        ),
        sse.say("ok"),
      ],
      { config },
    );
    await using conversation = await engine.codex.newConversation();
    await collect(conversation.run("go"));
    expect(outputs(engine.model.requests[1])).toEqual([
      expect.stringMatching(/^failed to parse function arguments: cmd/),
      "unknown session id 7",
    ]);
  });
});
