import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { collect, inputOf, startEngine, type TestEngine } from "./start-engine.js";

const KIND = "shopt -q login_shell && echo LOGIN || echo PLAIN";

async function outputsOf(engine: TestEngine): Promise<unknown[]> {
  await using conversation = await engine.codex.newConversation();
  await collect(conversation.run("go"));
  return inputOf(engine.model.requests.at(-1)).flatMap(({ type, output }) =>
    type === "function_call_output" ? [output] : [],
  );
}

const exec = (more: object) => ({ name: "exec_command", arguments: { cmd: KIND, ...more } });

test("allow_login_shell = false: the model's terminals are not login shells, and requests for one are refused", async () => {
  const script = [sse.calls(exec({}), exec({ login: false }), exec({ login: true })), sse.say("done")];
  const config = { experimental_use_exec_command_tool: true, allow_login_shell: false };
  await using engine = await startEngine(script, { config });
  expect(await outputsOf(engine)).toEqual([
    expect.stringMatching(/PLAIN\n$/),
    expect.stringMatching(/PLAIN\n$/),
    expect.stringContaining("login shells are switched off"),
  ]);
  expect(JSON.stringify(engine.model.requests[0]?.body)).not.toContain("login shell");
});

test("allow_login_shell = false: `shell` does not start one either", async () => {
  const script = [
    sse.calls(
      { name: "shell", arguments: { command: ["bash", "-lc", KIND] } },
      { name: "shell", arguments: { command: ["bash", "-c", KIND] } },
    ),
    sse.say("done"),
  ];
  await using engine = await startEngine(script, { config: { allow_login_shell: false } });
  const [refused, ran] = await outputsOf(engine);
  expect(refused).toMatch("login shells are switched off");
  expect(ran).toMatch("PLAIN");
});

test("by default a terminal is a login shell", async () => {
  const config = { experimental_use_exec_command_tool: true };
  await using engine = await startEngine([sse.calls(exec({})), sse.say("done")], { config });
  expect(await outputsOf(engine)).toEqual([expect.stringMatching(/LOGIN\n$/)]);
});
