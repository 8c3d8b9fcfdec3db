import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { sse, startModelServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { converse, IDLE, silence } from "./support/chat.js";
import { codexOnTerminal } from "./support/codex-terminal.js";
import { startListeningServer } from "./support/listening-server.js";
import { ASKING, remoteChat } from "./support/remote-chat.js";
import { canRequire, needs } from "./support/requirements.js";
import { runCodex } from "./support/run-codex.js";
import { createWorkspace } from "./support/workspace.js";

test("permissions for later commands are asked for here, and take effect on the server", async () => {
  const ask = sse.call("request_permissions", { permissions: { file_system: { write: ["."] } } });
  const config = 'approval_policy = "on-request"\nsandbox_mode = "read-only"\nfeatures.request_permissions_tool = true';
  await using chat = await remoteChat([ask, sse.shell(["touch", "made"]), sse.say("it is made")], { config });
  const { terminal, workspace } = chat;
  terminal.write("make it\r");
  await terminal.waitFor(`- write in ${workspace.cwd}`);
  await silence();
  terminal.write("a");
  await terminal.waitFor("allowed for this session");
  await terminal.waitFor("it is made");
  await workspace.read("made");
});

test.each(["unix", "ws"] as const)(
  "messages, a command that is asked about, and what it printed, over %s",
  async (listen) => {
    const script = [sse.say("hello from there"), sse.shell(["touch", "made"]), sse.say("it is made")];
    await using chat = await remoteChat(script, { listen });
    const { terminal, workspace } = chat;
    await converse(terminal, "hi", "hello from there");
    terminal.write("make it\r");
    await terminal.waitFor("codex asks to run");
    await terminal.waitFor("touch made");
    await silence();
    terminal.write("y");
    await terminal.waitFor("it is made");
    await terminal.waitFor(IDLE);
    await workspace.read("made");
    terminal.write("/skills\r");
    await terminal.waitFor("none; each is a folder");
    terminal.write("\u0004");
    expect(await terminal.exited).toBe(0);
  },
);

test("reports which MCP server the server is waiting for", async () => {
  const script = "until [ -e go ]; do sleep 0.05; done; exit 1";
  const config = `mcp_servers.slow = { command = "sh", args = ["-c", "${script}"] }`;
  await using chat = await remoteChat([sse.say("at last")], { config, seen: "starting MCP server slow" });
  const { terminal, workspace } = chat;
  terminal.write("hello\r");
  await terminal.waitFor("waiting: hello");
  await writeFile(path.join(workspace.cwd, "go"), "");
  await terminal.waitFor("at last");
});

test("shows the server's warnings, and problems of both sides once", async () => {
  const home = { "rules/bad.rules": "nonsense(\n", "skills/broken/SKILL.md": "no front matter" };
  await using chat = await remoteChat([sse.say("hello")], { config: `no_such_key = 1\n${ASKING}`, home });
  const { terminal } = chat;
  terminal.write("hi\r");
  await terminal.waitFor("hello");
  // They arrive before the turn's events, over the same connection.
  expect(terminal.output).toContain("bad.rules");
  expect(terminal.output).toContain("is ignored");
  expect(terminal.output.match(/no_such_key/g)).toHaveLength(1);
});

test("messages to a server's thread are recalled by later chats on this machine", async () => {
  await using chat = await remoteChat([sse.say("done")]);
  await converse(chat.terminal, "for the server", "done");
  const history = path.join(chat.workspace.codexHome, "history.jsonl");
  await expect.poll(() => readFile(history, "utf8")).toContain("for the server");
});

test.skipIf(!canRequire)(`a choice that the server refuses is not shown as made ${needs}`, async () => {
  const config = 'approval_policy = "on-request"\nsandbox_mode = "read-only"';
  const requirements = 'allowed_sandbox_modes = ["read-only"]\n';
  await using chat = await remoteChat([sse.say("all is well")], { config, requirements });
  const { terminal, model } = chat;
  terminal.write("/approvals full-access\r");
  await terminal.waitFor("does not allow the sandbox danger-full-access");
  terminal.write("/status\r");
  await terminal.waitFor(/preset +read-only/);
  terminal.write("go\r");
  await terminal.waitFor("all is well");
  expect(JSON.stringify(model.requests[0]?.body)).toContain("<sandbox_mode>read-only</sandbox_mode>");
});

test("/goal sets a goal of the server's thread, which pursues it", async () => {
  const config = `${ASKING}\nfeatures.goals = true`;
  const script = [sse.say("a line"), sse.call("update_goal", { status: "complete" }), sse.say("all lines")];
  await using chat = await remoteChat(script, { config });
  const { terminal } = chat;
  terminal.write("/goal a poem\r");
  await terminal.waitFor("goal active: a poem");
  await terminal.waitFor("a line");
  await terminal.waitFor("goal met: a poem (260 tokens");
  await terminal.waitFor("all lines");
});

test("side questions and hooks run on the server; /cd says how to change the folder there", async () => {
  const hook = `hooks.Stop = [{ hooks = [{ type = "command", command = "touch ran" }] }]`;
  const config = `${ASKING}\n${hook}`;
  await using chat = await remoteChat([sse.say("one"), sse.say("from the side"), sse.say("two"), sse.say("three")], {
    config,
  });
  const { terminal, workspace, model } = chat;
  await converse(terminal, "about elephants", "one");
  terminal.write("/side what is this about?\r");
  await terminal.waitFor("from the side");
  await terminal.waitFor("end of the side question");
  expect(JSON.stringify(model.requests[1]?.body)).toContain("about elephants");
  terminal.write("/hooks\r");
  await terminal.waitFor(/touch ran/);
  terminal.write("\r");
  await terminal.waitFor("change nothing");
  terminal.write("trust\r");
  await terminal.waitFor("starting now");
  await converse(terminal, "again", "two");
  await workspace.read("ran");
  terminal.write("/cd ..\r");
  await terminal.waitFor("the folder belongs to the server");
  terminal.write("/new\r");
  await terminal.waitFor("a new conversation");
  await converse(terminal, "anew", "three");
  expect(JSON.stringify(model.requests[3]?.body)).not.toContain("elephants");
});

test("--cd names a folder on the server's machine", async () => {
  await using model = await startModelServer([sse.say("hello from there")]);
  await using workspace = await createWorkspace({ model, config: ASKING });
  await using server = await startListeningServer(workspace);
  await using terminal = await codexOnTerminal(workspace, ["--remote", server.url, "--cd", "/only/there"]);
  await terminal.waitFor(IDLE);
  terminal.write("hi\r");
  await terminal.waitFor("hello from there");
  expect(JSON.stringify(model.requests[0]?.body)).toContain("<cwd>/only/there</cwd>");
});

test("a copy of a session of the server, named by its name, continues in a chat", async () => {
  await using model = await startModelServer([sse.say("first"), sse.say("second")]);
  await using there = await createWorkspace({ model, config: ASKING });
  await using here = await createWorkspace();
  const { stdout } = await runCodex(there, ["exec", "--json", "begin"]);
  const id = /"thread_id":"([^"]*)"/.exec(stdout)?.[1] ?? "";
  await runCodex(there, ["rename", id, "docs"]);
  await using server = await startListeningServer(there);
  await using terminal = await codexOnTerminal(here, ["fork", "--remote", server.url, "docs", "and then?"]);
  await terminal.waitFor("second");
  expect(terminal.output).toContain("begin");
  expect(JSON.stringify(model.requests[1]?.body)).toContain('"text":"begin"');
  const sessions = JSON.parse((await runCodex(there, ["sessions", "--json", "--all"])).stdout);
  expect(sessions).toHaveLength(2);
});

test("the chat begins with the settings of the server, not those of this machine", async () => {
  await using model = await startModelServer([]);
  const free = 'approval_policy = "never"\nsandbox_mode = "danger-full-access"';
  await using there = await createWorkspace({ model, config: free });
  await using here = await createWorkspace({ model, config: 'sandbox_mode = "read-only"' });
  await using server = await startListeningServer(there);
  await using terminal = await codexOnTerminal(here, ["--remote", server.url], { env: { NO_COLOR: "1" } });
  await terminal.waitFor(/codex\S* \S*gpt-5 medium · full-access/);
  await terminal.waitFor(IDLE);
  expect(terminal.output).not.toMatch(/codex\S* \S*gpt-5 medium · read-only/);
});
