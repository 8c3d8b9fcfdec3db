import { writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type ModelReply, type ModelServer, responsesEvent, sse, startModelServer } from "@codex/test-support";
import { describe, expect, test } from "vitest";
import { codexOnTerminal } from "./support/codex-terminal.js";
import { runCodex } from "./support/run-codex.js";
import { createWorkspace, type Workspace } from "./support/workspace.js";

/** A workspace whose folder is trusted already, so that the chat begins at once. */
async function chatWorkspace(model: ModelServer, config = ""): Promise<Workspace> {
  const workspace = await createWorkspace({ model, config });
  const file = path.join(workspace.codexHome, "config.toml");
  await writeFile(file, `[projects."${workspace.cwd}"]\ntrust_level = "trusted"\n`, { flag: "a" });
  return workspace;
}

/** The prompt while nothing runs. */
const IDLE = "\u001b[0J\u001b[36m›\u001b[39m ";

/** The user's and the model's messages of a request. */
function transcriptOf(model: ModelServer, request: number): string {
  const body = model.requests[request]?.body as { input: unknown } | undefined;
  return JSON.stringify(body?.input);
}

async function chatWith(script: readonly ModelReply[], config = "", args: readonly string[] = []) {
  const model = await startModelServer(script);
  const workspace = await chatWorkspace(model, config);
  const terminal = await codexOnTerminal(workspace, args);
  await terminal.waitFor("Ctrl-D to quit");
  return {
    model,
    workspace,
    terminal,
    async [Symbol.asyncDispose]() {
      await terminal[Symbol.asyncDispose]();
      await workspace[Symbol.asyncDispose]();
      await model[Symbol.asyncDispose]();
    },
  };
}

describe("a conversation", () => {
  test("messages, streamed answers, the end", async () => {
    const deltas = ["first **li", "ne**\nsecond", " line\nlast"];
    await using chat = await chatWith([sse.say(deltas.join(""), { deltas }), sse.say("again")]);
    const { terminal } = chat;
    terminal.write("hello\r");
    await terminal.waitFor("\u001b[1mhello\u001b[22m\r\n");
    await terminal.waitFor("first \u001b[1mline\u001b[22m\r\n");
    await terminal.waitFor("second line\r\n");
    await terminal.waitFor("last\r\n");
    terminal.write("and more\r");
    await terminal.waitFor("again");
    terminal.write("\u0004");
    await terminal.waitFor("tokens: 240 in (40 cached), 60 out (20 reasoning)");
    await terminal.waitFor("to go on: codex resume ");
    expect(await terminal.exited).toBe(0);
    expect(terminal.output.split("second line").length).toBe(2);
  });

  test("the first message can be an argument; what is typed during a turn joins it", async () => {
    const waitForFile = sse.shell(["sh", "-c", "until [ -e go ]; do sleep 0.05; done"]);
    await using chat = await chatWith([waitForFile, sse.say("finished")], "", ["start"]);
    const { terminal, model, workspace } = chat;
    await terminal.waitFor("until [ -e go ]");
    terminal.write("one more thing\r");
    await terminal.waitFor("one more thing\u001b[22m");
    await writeFile(path.join(workspace.cwd, "go"), "");
    await terminal.waitFor("finished");
    expect(transcriptOf(model, 1)).toContain("one more thing");
  });

  test("Ctrl-C interrupts a turn, and then quits", async () => {
    await using chat = await chatWith([sse.hang(responsesEvent.textDelta("so far\n")), sse.say("fine")]);
    const { terminal } = chat;
    terminal.write("go\r");
    await terminal.waitFor("so far");
    terminal.write("\u0003");
    await terminal.waitFor("interrupted");
    terminal.write("again\r");
    await terminal.waitFor("fine");
    await terminal.waitFor(IDLE);
    terminal.write("half a message\u0003");
    terminal.write("\u0003");
    await terminal.waitFor("Ctrl-C again quits");
    terminal.write("\u0003");
    expect(await terminal.exited).toBe(0);
  });

  test("several lines: pasted, and by Ctrl-J", async () => {
    await using chat = await chatWith([sse.say("ok")]);
    const { terminal, model } = chat;
    terminal.write("a\u001b[200~b\rc\u001b[2Jd\ne\u001b[201~\nf\r");
    await terminal.waitFor("ok");
    expect(transcriptOf(model, 0)).toContain(JSON.stringify("ab\nc[2Jd\ne\nf"));
  });

  test("earlier messages come back with the arrow key, those of other sessions too", async () => {
    await using chat = await chatWith([sse.say("one"), sse.say("two")]);
    chat.terminal.write("remember me\r");
    await chat.terminal.waitFor("one");
    chat.terminal.write("\u0004");
    await chat.terminal.exited;
    await using later = await codexOnTerminal(chat.workspace, []);
    await later.waitFor("Ctrl-D to quit");
    later.write("\u001b[A\r");
    await later.waitFor("two");
    expect(transcriptOf(chat.model, 1)).toContain("remember me");
  });

  test("codex resume lists sessions and goes on with one", async () => {
    await using chat = await chatWith([sse.say("one"), sse.say("two")]);
    chat.terminal.write("first message\r");
    await chat.terminal.waitFor("one");
    chat.terminal.write("/quit\r");
    await chat.terminal.exited;
    await using later = await codexOnTerminal(chat.workspace, ["resume"]);
    await later.waitFor("first message");
    later.write("1\r");
    await later.waitFor("Ctrl-D to quit");
    later.write("second\r");
    await later.waitFor("two");
    expect(transcriptOf(chat.model, 1)).toContain("first message");
  });
});

describe("approvals", () => {
  const ASK = 'approval_policy = "untrusted"\nsandbox_mode = "danger-full-access"';

  test("yes, no with a reason, always", async () => {
    const touch = (file: string, id: string) => sse.shell(["touch", file], {}, id);
    await using chat = await chatWith(
      [touch("a", "1"), touch("b", "2"), touch("c", "3"), touch("c", "4"), sse.say("done")],
      ASK,
    );
    const { terminal, workspace, model } = chat;
    terminal.write("go\r");
    await terminal.waitFor("codex asks to run");
    await terminal.waitFor("touch a");
    await terminal.waitFor("allow it?");
    terminal.write("maybe\r");
    await terminal.waitFor("please answer y, a or n");
    terminal.write("y\r");
    await terminal.waitFor("allowed");
    await terminal.waitFor("touch b");
    await terminal.waitFor("allow it?");
    terminal.write("no use c instead\r");
    await terminal.waitFor("not allowed");
    await terminal.waitFor("touch c");
    await terminal.waitFor("allow it?");
    terminal.write("a\r");
    await terminal.waitFor("allowed for this session");
    await terminal.waitFor("done");
    await workspace.read("a");
    await workspace.read("c");
    await expect(workspace.read("b")).rejects.toThrow();
    expect(transcriptOf(model, 2)).toContain("use c instead");
  });

  test("a patch is shown whole; Ctrl-C ends the turn", async () => {
    const patch = "*** Begin Patch\n*** Add File: new.txt\n+one\n+two\n*** End Patch\n";
    await using chat = await chatWith([sse.shell(["apply_patch", patch])], ASK);
    const { terminal, workspace } = chat;
    terminal.write("go\r");
    await terminal.waitFor("codex asks to change");
    await terminal.waitFor("new.txt");
    await terminal.waitFor("+ two");
    await terminal.waitFor("allow it?");
    terminal.write("\u0003");
    await terminal.waitFor("interrupted");
    await expect(workspace.read("new.txt")).rejects.toThrow();
  });

  test("what was typed before the question is no answer to it, and comes back", async () => {
    await using chat = await chatWith([sse.shell(["touch", "a"]), sse.say("done")], ASK);
    const { terminal, model } = chat;
    terminal.write("go\r");
    await terminal.waitFor("go\u001b[22m");
    terminal.write("y");
    await terminal.waitFor("allow it?");
    terminal.write("\r");
    await terminal.waitFor("please answer y, a or n");
    terminal.write("n\r");
    await terminal.waitFor("not allowed");
    await terminal.waitFor("done");
    expect(model.requests).toHaveLength(2);
  });

  test("nothing in a command can hide or write to the terminal", async () => {
    const hostile = `ls \u001b]52;c;ZXZpbA==\u0007\u202e${" ".repeat(3000)}; touch evil`;
    await using chat = await chatWith([sse.shell(["bash", "-c", hostile]), sse.say("\u001b[2Jdone")], ASK);
    const { terminal } = chat;
    terminal.write("go\r");
    await terminal.waitFor("ls \\u{1b}]52;c;ZXZpbA==\\u{7}\\u{202e} ⟨3000 spaces⟩ ; touch evil");
    await terminal.waitFor("allow it?");
    terminal.write("n\r");
    await terminal.waitFor("\\u{1b}[2Jdone");
    expect(terminal.output).not.toContain("\u001b]52");
    expect(terminal.output).not.toContain("\u001b[2J");
  });
});

describe("commands", () => {
  test("/model, /approvals, /status, /diff, /new, /help and one that is none", async () => {
    await using chat = await chatWith([sse.say("one"), sse.say("two")]);
    const { terminal, workspace, model } = chat;
    terminal.write("/model o3 high\r");
    await terminal.waitFor("from the next turn on: o3, reasoning effort high");
    terminal.write("/approvals full-access\r");
    await terminal.waitFor("from the next turn on: full-access");
    terminal.write("hello\r");
    await terminal.waitFor("one");
    expect(model.requests[0]?.body).toMatchObject({ model: "o3", reasoning: { effort: "high" } });
    terminal.write("/status\r");
    await terminal.waitFor("danger-full-access");
    await terminal.waitFor("120 in");
    await writeFile(path.join(workspace.cwd, "new.txt"), "text\n");
    terminal.write("/diff\r");
    await terminal.waitFor("+text");
    terminal.write("/new\r");
    await terminal.waitFor("a new conversation");
    terminal.write("fresh\r");
    await terminal.waitFor("two");
    expect(transcriptOf(model, 1)).not.toContain("hello");
    expect(model.requests[1]?.body).toMatchObject({ model: "o3" });
    terminal.write("/hlep\r");
    await terminal.waitFor("there is no /hlep");
    terminal.write("/mcp\r");
    await terminal.waitFor("none");
    terminal.write("/q\t\r");
    expect(await terminal.exited).toBe(0);
  });

  test("/compact", async () => {
    await using chat = await chatWith([sse.say("one"), sse.say("the summary"), sse.say("two")]);
    const { terminal, model } = chat;
    terminal.write("hello\r");
    await terminal.waitFor("one");
    await terminal.waitFor(IDLE);
    terminal.write("/compact\r");
    await terminal.waitFor("Compact task completed");
    await terminal.waitFor(IDLE);
    terminal.write("more\r");
    await terminal.waitFor("two");
    expect(transcriptOf(model, 2)).toContain("the summary");
  });

  test("Tab completes commands and files", async () => {
    await using chat = await chatWith([sse.say("ok")]);
    const { terminal, workspace, model } = chat;
    await writeFile(path.join(workspace.cwd, "some-file.txt"), "");
    terminal.write("/sta\t");
    await terminal.waitFor("/status");
    terminal.write("\u0015/mention\rsmfile\t");
    await terminal.waitFor("some-file.txt");
    terminal.write("\r");
    await terminal.waitFor("ok");
    expect(transcriptOf(model, 0)).toContain('"some-file.txt"');
  });
});

describe("the start", () => {
  test("asks once whether a folder is trusted", async () => {
    await using model = await startModelServer([]);
    await using workspace = await createWorkspace({ model });
    await using first = await codexOnTerminal(workspace, []);
    await first.waitFor("Do you trust the files of this folder?");
    await first.waitFor("trust it?");
    first.write("y\r");
    await first.waitFor("Ctrl-D to quit");
    first.write("\u0004");
    await first.exited;
    await using second = await codexOnTerminal(workspace, []);
    await second.waitFor("Ctrl-D to quit");
    expect(second.output).not.toContain("Do you trust");
  });

  test("says at once that a login is missing", async () => {
    await using model = await startModelServer([]);
    await using workspace = await chatWorkspace(model);
    await using terminal = await codexOnTerminal(workspace, ["-c", "model_provider=openai"]);
    await terminal.waitFor("You are not logged in");
  });

  test("without a terminal it says what to use instead", async () => {
    await using workspace = await createWorkspace();
    expect(await runCodex(workspace, [])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("use 'codex exec PROMPT'"),
    });
  });

  test("a narrow terminal that becomes wide", async () => {
    await using model = await startModelServer([sse.say("ok")]);
    await using workspace = await chatWorkspace(model);
    await using terminal = await codexOnTerminal(workspace, [], { columns: 30 });
    await terminal.waitFor(IDLE);
    terminal.write("x".repeat(100));
    terminal.resize(120, 40);
    terminal.write("\r");
    await terminal.waitFor("ok");
    expect(transcriptOf(model, 0)).toContain(`"${"x".repeat(100)}"`);
  });
});

describe("questions of MCP servers", () => {
  const server = fileURLToPath(new URL("../../../packages/mcp-client/test/fixtures/tool-server.mjs", import.meta.url));

  test("are asked field by field", async () => {
    await using model = await startModelServer([sse.call("tools__ask", {}), sse.say("finished")]);
    await using workspace = await chatWorkspace(model);
    const table = `[mcp_servers.tools]\ncommand = ${JSON.stringify(process.execPath)}\nargs = [${JSON.stringify(server)}]\n`;
    await writeFile(path.join(workspace.codexHome, "config.toml"), table, { flag: "a" });
    await using terminal = await codexOnTerminal(workspace, []);
    await terminal.waitFor("Ctrl-D to quit");
    terminal.write("go\r");
    await terminal.waitFor("tools asks");
    await terminal.waitFor("Your name?");
    await terminal.waitFor("name, or nothing");
    terminal.write("Ada\r");
    await terminal.waitFor("finished");
    expect(transcriptOf(model, 1)).toContain("Ada");
  });
});
