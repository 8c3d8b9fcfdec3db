import { appendFile, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { sse, startModelServer } from "@codex/test-support";
import { describe, expect, test } from "vitest";
import { chatWorkspace, IDLE, transcriptOf } from "./support/chat.js";
import { codexOnTerminal } from "./support/codex-terminal.js";
import { runCodex } from "./support/run-codex.js";
import { createWorkspace } from "./support/workspace.js";

describe("the start", () => {
  test("asks once whether to trust a folder", async () => {
    await using model = await startModelServer([]);
    await using workspace = await createWorkspace({ model });
    await using first = await codexOnTerminal(workspace, []);
    await first.waitFor("Do you trust the files of this folder?");
    await first.waitFor("trust it?");
    first.write("\r");
    await first.waitFor(IDLE);
    first.write("\u0004");
    await first.exited;
    await using second = await codexOnTerminal(workspace, []);
    await second.waitFor(IDLE);
    expect(second.output).not.toContain("Do you trust");
    expect(second.output).toContain("auto");
  });

  test("saves a no, and then asks before changes", async () => {
    await using model = await startModelServer([]);
    await using workspace = await createWorkspace({ model });
    await using first = await codexOnTerminal(workspace, []);
    await first.waitFor("trust it?");
    first.write("\u001b[B\r");
    await first.waitFor(IDLE);
    first.write("\u0004");
    await first.exited;
    expect(await readFile(path.join(workspace.codexHome, "config.toml"), "utf8")).toContain(
      'trust_level = "untrusted"',
    );
    await using second = await codexOnTerminal(workspace, []);
    await second.waitFor(IDLE);
    expect(second.output).not.toContain("Do you trust");
  });

  test("reports a missing login at once", async () => {
    await using model = await startModelServer([]);
    await using workspace = await chatWorkspace(model);
    await using terminal = await codexOnTerminal(workspace, ["-c", "model_provider=openai"]);
    await terminal.waitFor("You are not logged in");
  });

  test("reports a missing image before drawing anything", async () => {
    await using model = await startModelServer([]);
    await using workspace = await chatWorkspace(model);
    await using terminal = await codexOnTerminal(workspace, ["-i", "nowhere.png", "what is it?"]);
    await terminal.waitFor(/error: --image: .*nowhere\.png/);
    expect(await terminal.exited).toBe(1);
    expect(terminal.output).not.toContain("what is to be done?");
  });

  test("accepts an API key without showing it", async () => {
    await using model = await startModelServer([]);
    await using workspace = await chatWorkspace(model);
    await using terminal = await codexOnTerminal(workspace, ["-c", "model_provider=openai", "--no-alt-screen"]);
    await terminal.waitFor("paste or type it");
    terminal.write("\u001b[B\r");
    await terminal.waitFor("API key: ");
    terminal.write("two words\r");
    await terminal.waitFor("that is none");
    terminal.write("\u0015\u001b[200~sk-pasted-1\u001b[201~\r");
    await terminal.waitFor("logged in");
    await terminal.waitFor(IDLE);
    expect(await readFile(path.join(workspace.codexHome, "auth.json"), "utf8")).toContain("sk-pasted-1");
    expect(terminal.output).not.toContain("sk-pasted-1");
  });

  test("shows which MCP server it waits for, and keeps what is entered meanwhile", async () => {
    await using model = await startModelServer([sse.say("at last")]);
    await using workspace = await chatWorkspace(model);
    const script = "until [ -e go ]; do sleep 0.05; done; exit 1";
    const table = `[mcp_servers.slow]\ncommand = "sh"\nargs = ["-c", "${script}"]\ncwd = "${workspace.cwd}"\n`;
    await appendFile(path.join(workspace.codexHome, "config.toml"), table);
    await using terminal = await codexOnTerminal(workspace, []);
    await terminal.waitFor("starting MCP server slow");
    terminal.write("hello\r");
    await terminal.waitFor("waiting: hello");
    await writeFile(path.join(workspace.cwd, "go"), "");
    await terminal.waitFor("at last");
  });

  test("without a terminal, says what to use instead", async () => {
    await using workspace = await createWorkspace();
    expect(await runCodex(workspace, [])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("use 'codex exec PROMPT'"),
    });
  });

  test("sends what was typed during startup, and restores the window's title at the end", async () => {
    await using model = await startModelServer([sse.say("heard")]);
    await using workspace = await chatWorkspace(model);
    await using terminal = await codexOnTerminal(workspace, []);
    terminal.write("early words\r");
    await terminal.waitFor("heard");
    expect(transcriptOf(model, 0)).toContain('"early words"');
    terminal.write("\u0004");
    await terminal.exited;
    expect(terminal.output).toContain("\u001b[22;2t");
    expect(terminal.output).toContain(`\u001b]2;${path.basename(workspace.cwd)} - codex\u001b\\`);
    expect(terminal.output.lastIndexOf("\u001b[23;2t")).toBeGreaterThan(terminal.output.lastIndexOf("\u001b]2;"));
  });

  test("a narrow terminal that is widened", async () => {
    await using model = await startModelServer([sse.say("ok")]);
    await using workspace = await chatWorkspace(model);
    await using terminal = await codexOnTerminal(workspace, [], { columns: 30 });
    await terminal.waitFor("what is to be done?");
    terminal.write("x".repeat(100));
    terminal.resize(120, 40);
    terminal.write("\r");
    await terminal.waitFor("ok");
    expect(transcriptOf(model, 0)).toContain(`"${"x".repeat(100)}"`);
  });
});

describe("line by line", () => {
  test("TERM=dumb: a conversation with a question, without any cursor movement", async () => {
    await using model = await startModelServer([sse.shell(["touch", "a"]), sse.say("all **done**")]);
    await using workspace = await chatWorkspace(model, 'approval_policy = "untrusted"');
    await using terminal = await codexOnTerminal(workspace, [], { env: { TERM: "dumb" } });
    await terminal.waitFor("untrusted workspace-write");
    terminal.write("go\r");
    await terminal.waitFor("codex asks to run");
    await terminal.waitFor("or stop, or a number: 1 yes, 2 always, ");
    const [number] = await terminal.waitFor(/\d no/);
    terminal.write(`${number}\r`);
    await terminal.waitFor("not allowed");
    await terminal.waitFor("all done");
    terminal.write("\u0004");
    await terminal.waitFor("to continue: codex resume");
    expect(await terminal.exited).toBe(0);
    expect(terminal.output).not.toContain("\u001b");
  });

  test("Ctrl-C closes a list, stops a turn, and quits when pressed twice", async () => {
    const never = sse.shell(["sh", "-c", "echo begun; until [ -e never ]; do sleep 0.05; done"]);
    await using model = await startModelServer([never]);
    await using workspace = await chatWorkspace(model);
    await using terminal = await codexOnTerminal(workspace, ["--plain"]);
    await terminal.waitFor("codex");
    terminal.write("/approvals\r");
    await terminal.waitFor("type a number");
    terminal.write("\u0003");
    await terminal.waitFor("it stays: ");
    terminal.write("go\r");
    await expect.poll(() => model.requests.length).toBe(1);
    terminal.write("\u0003");
    await terminal.waitFor("interrupted");
    await terminal.pressTwice("\u0003", "Ctrl-C again quits", "to continue: codex resume");
    expect(await terminal.exited).toBe(0);
  });

  test("commands run beside an approval, which is then repeated", async () => {
    await using model = await startModelServer([sse.shell(["touch", "made"]), sse.say("done")]);
    await using workspace = await chatWorkspace(model, 'approval_policy = "untrusted"');
    await using terminal = await codexOnTerminal(workspace, ["--plain"]);
    await terminal.waitFor("codex");
    terminal.write("go\r");
    await terminal.waitFor("question: type y");
    terminal.write("/status\r");
    await terminal.waitFor("workdir");
    await terminal.waitFor("question: type y");
    terminal.write("/approvals\r");
    await terminal.waitFor("type a number");
    terminal.write("\r");
    await terminal.waitFor("it stays: ");
    await terminal.waitFor("question: type y");
    terminal.write("y\r");
    await terminal.waitFor("done");
  });

  test("asks several questions one by one, again after an invalid line, and < goes back", async () => {
    const options = [
      { label: "Postgres", description: "as elsewhere" },
      { label: "SQLite", description: "one file" },
    ];
    const question = (id: string, words: string) => ({ id, header: id, question: words, options });
    const questions = [question("first", "Which database?"), question("second", "Which one for tests?")];
    await using model = await startModelServer([sse.call("request_user_input", { questions }), sse.say("thanks")]);
    await using workspace = await chatWorkspace(model);
    await using terminal = await codexOnTerminal(workspace, [
      "--plain",
      "-c",
      "features.default_mode_request_user_input=true",
    ]);
    await terminal.waitFor("codex");
    terminal.write("go\r");
    await terminal.waitFor("Which database?");
    await terminal.waitFor("(1 of 2)");
    terminal.write("1\r");
    await terminal.waitFor("Which one for tests?");
    await terminal.waitFor("(2 of 2), < goes back");
    terminal.write("\r");
    await terminal.waitFor("needed here: some words");
    terminal.write("<\r");
    await terminal.waitFor("Which database?");
    terminal.write("2\r");
    await terminal.waitFor("Which one for tests?");
    terminal.write("my own\r");
    await terminal.waitFor("thanks");
    expect(transcriptOf(model, 1)).toMatch(/SQLite.*my own/);
  });

  test("--plain asks for trust with numbers", async () => {
    await using model = await startModelServer([]);
    await using workspace = await createWorkspace({ model });
    await using terminal = await codexOnTerminal(workspace, ["--plain"]);
    await terminal.waitFor("Do you trust the files of this folder?");
    await terminal.waitFor("type a number");
    terminal.write("1\r");
    await terminal.waitFor("codex");
    terminal.write("/quit\r");
    expect(await terminal.exited).toBe(0);
    expect(await readFile(path.join(workspace.codexHome, "config.toml"), "utf8")).toContain('trust_level = "trusted"');
  });
});
