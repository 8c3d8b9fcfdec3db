import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { fault, sse, startModelServer } from "@codex/test-support";
import { describe, expect, test } from "vitest";
import { codexOnTerminal } from "./support/codex-terminal.js";
import { jsonLines } from "./support/exec-output.js";
import { runCodex } from "./support/run-codex.js";
import { createWorkspace, type Workspace } from "./support/workspace.js";

const log = (workspace: Workspace) => readFile(path.join(workspace.codexHome, "log/codex.log"), "utf8");
/** A line without its time and ids. */
const plain = (line: string) => line.replace(/^\S+ /, "").replaceAll(/ (thread|turn|item|ms|version|pid)=\S+/g, "");
const lines = async (workspace: Workspace) => (await log(workspace)).trimEnd().split("\n").map(plain);

describe("CODEX_LOG", () => {
  test("debug: all events, without messages, commands, output and secrets; readable by its owner only", async () => {
    await using model = await startModelServer([sse.shell(["sh", "-c", "echo OUTPUT; exit 3"]), sse.say("ANSWER")]);
    await using workspace = await createWorkspace({ model });
    const env = { CODEX_LOG: "debug", MY_TOKEN: "not-for-anybody" };
    expect(await runCodex(workspace, ["exec", "QUESTION"], { env })).toMatchObject({ code: 0 });
    const written = await lines(workspace);
    expect(written[0]).toBe("INFO  thread begun");
    expect(written).toContain("INFO  turn started kind=input");
    expect(written).toContain("INFO  item failed kind=command exit=3 decided=policy");
    expect(written.some((line) => line.startsWith("INFO  turn completed input=240"))).toBe(true);
    expect(await log(workspace)).not.toMatch(/QUESTION|OUTPUT|ANSWER|not-for-anybody/);
    expect((await stat(path.join(workspace.codexHome, "log/codex.log"))).mode & 0o777).toBe(0o600);
  });

  test("log_dir names another folder", async () => {
    await using model = await startModelServer([sse.say("ok")]);
    await using workspace = await createWorkspace({ model });
    const folder = path.join(workspace.codexHome, "elsewhere", "logs");
    await runCodex(workspace, ["exec", "-c", `log_dir=${folder}`, "go"], { env: { CODEX_LOG: "info" } });
    expect(await readdir(folder)).toEqual(["codex.log"]);
    await expect(log(workspace)).rejects.toThrow("ENOENT");
  });

  test("info: what a rule allowed or denied, and why", async () => {
    const calls = [sse.shell(["touch", "a"]), sse.shell(["rm", "a"]), sse.say("ok")];
    await using model = await startModelServer(calls);
    await using workspace = await createWorkspace({ model });
    await mkdir(path.join(workspace.codexHome, "rules"));
    const rules = 'prefix_rule(["touch"])\nprefix_rule(["rm"], decision = "forbidden", justification = "keep it")\n';
    await writeFile(path.join(workspace.codexHome, "rules/mine.rules"), rules);
    await runCodex(workspace, ["exec", "-s", "danger-full-access", "go"], { env: { CODEX_LOG: "info" } });
    const items = (await lines(workspace)).filter((line) => line.includes(" item "));
    expect(items).toEqual([
      expect.stringMatching(
        /item completed kind=command exit=0 decided=rule reason="the rule about `touch` allows it"$/,
      ),
      expect.stringMatching(/item declined kind=command decided=rule reason="keep it"$/),
    ]);
  });

  test("error, set by codex-rs's variable: only failures, with reasons", async () => {
    await using model = await startModelServer([fault.status(400, { error: { message: "no such model" } })]);
    await using workspace = await createWorkspace({ model });
    const env = { RUST_LOG: "codex_core=error,codex_tui=off" };
    await runCodex(workspace, ["exec", "go"], { env });
    expect(await lines(workspace)).toEqual([
      expect.stringMatching(/^ERROR turn failed code=\S+ status=400 message=.*no such model/),
    ]);
  });

  test("unset: no log", async () => {
    await using model = await startModelServer([sse.say("ok")]);
    await using workspace = await createWorkspace({ model });
    await runCodex(workspace, ["exec", "go"]);
    expect(await readdir(workspace.codexHome)).not.toContain("log");
  });
});

test("CODEX_TUI_RECORD_SESSION records a chat verbatim", async () => {
  await using model = await startModelServer([sse.say("the answer")]);
  await using workspace = await createWorkspace({ model });
  const file = path.join(workspace.cwd, "chat.jsonl");
  const env = { CODEX_TUI_RECORD_SESSION: "1", CODEX_TUI_SESSION_LOG_PATH: file };
  await using terminal = await codexOnTerminal(workspace, ["the question"], { env });
  await terminal.waitFor("trust it?");
  terminal.write("\r");
  await terminal.waitFor("the answer");
  terminal.write("/quit\r");
  await terminal.exited;
  const written = jsonLines(await readFile(file, "utf8"));
  expect(written.at(0)).toMatchObject({ dir: "meta", kind: "session_start", cwd: workspace.cwd });
  expect(written.at(-1)).toMatchObject({ dir: "meta", kind: "session_end", ts: expect.stringMatching(/Z$/) });
  const said = { type: "user_input", items: [{ type: "text", text: "the question" }] };
  expect(written).toContainEqual({ ts: expect.any(String), dir: "from_tui", kind: "op", payload: said });
  const answer = { id: expect.any(String), msg: { type: "agent_message", message: "the answer" } };
  expect(written).toContainEqual({ ts: expect.any(String), dir: "to_tui", kind: "codex_event", payload: answer });
});
