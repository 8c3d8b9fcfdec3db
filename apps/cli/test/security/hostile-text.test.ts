import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { fault, sse, startModelServer } from "@codex/test-support";
import { describe, expect, it } from "vitest";
import { runCodex, startCodexLines } from "../support/run-codex.js";
import { createWorkspace } from "../support/workspace.js";

/** What terminals interpret or hide: sequences to copy, rename, link, clear, query and switch, and invisible characters. */
const CORPUS = [
  "\u001b]52;c;ZXZpbA==\u0007",
  "\u001b]0;title\u0007",
  "\u001b]8;;https://evil.example\u001b\\text\u001b]8;;\u001b\\",
  "\u001b[2J\u001b[H",
  "\u001b[6n",
  "\u001bP+q544e\u001b\\",
  "\u009b31m",
  "\u009d0;title\u009c",
  "safe\rEVIL",
  "abc\b\b\bxyz",
  "\u202egpj.exe\u202c",
  "ab\u200b\u2060\ufeffcd",
  "\u{e0041}\u{e0042}",
  "\u0000\u007f\u000b\u000c",
  "\u001b]unterminated",
  `${" ".repeat(3_000)}; evil`,
];
const ALL = CORPUS.join(" ");
/** For file and branch names, in which not everything is allowed. */
const NAME = "a\u001b[2Jb\u009b31mc\u202ed\u200be";

/** Anything that controls a terminal or is invisible, after our own sequences have been removed. */
const UNSAFE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/u;
/** Colours, and links to files in an editor. */
const OURS = /\u001b\[[0-9;]*m|\u001b\]8;;(?:vscode:\/\/file\/[!-~]*)?\u001b\\/g;

function expectSafe(text: string): void {
  const unsafe = UNSAFE.exec(text);
  expect(unsafe === null ? "" : JSON.stringify(text.slice(Math.max(0, unsafe.index - 40), unsafe.index + 20))).toBe("");
}

const patch = `*** Begin Patch\n*** Add File: ${NAME}.txt\n+${ALL.replaceAll("\r", "")}\n*** End Patch`;

const script = () => [
  sse.reason(ALL, `thinking ${ALL}`),
  sse.call("update_plan", { explanation: ALL, plan: [{ step: ALL, status: "pending" }] }),
  sse.shell(["echo", ALL.replaceAll("\u0000", "")]),
  sse.shell([
    "bash",
    "-c",
    `printf '%b' '\\e]52;c;eA==\\a\\e[2J\\x9b31m\\r\\b\\u202e'; echo x > '${NAME}'; ls; exit 3`,
  ]),
  sse.shell(["apply_patch", patch]),
  sse.call(`no${NAME}tool`, {}),
  sse.call("shell", ALL),
  sse.say(`done ${ALL}`),
];

describe("untrusted text never reaches the terminal unescaped", () => {
  it.each(["never", "always"])("in codex exec, with colours %s", async (colour) => {
    // The first reply is only a message, so the turn continues in the second one.
    await using model = await startModelServer(script().slice(1));
    await using workspace = await createWorkspace({ model, config: 'sandbox_mode = "danger-full-access"' });
    execFileSync("git", ["checkout", "-q", "-b", NAME.replaceAll(/[\u001b[\u007f]/g, "")], { cwd: workspace.cwd });
    const { code, stdout, stderr } = await runCodex(workspace, [
      "exec",
      "--color",
      colour,
      `prompt ${ALL.replaceAll("\u0000", "")}`,
    ]);
    expect(code).toBe(0);
    expectSafe(stdout);
    expectSafe(colour === "always" ? stderr.replaceAll(OURS, "") : stderr);
    expect(stderr).toContain("evil");
  });

  it("in the model's reasoning, and in its server's errors", async () => {
    const error = { error: { message: `bad ${ALL}`, type: ALL, code: ALL } };
    await using model = await startModelServer([
      sse.reason(ALL, "done"),
      fault.status(400, error),
      fault.status(429, { error: { ...error.error, type: "usage_limit_reached", plan_type: ALL } }),
      sse.failed({ code: ALL, message: ALL }),
      fault.raw(`data: ${ALL}\n\n`),
    ]);
    await using workspace = await createWorkspace({ model });
    for (let turn = 0; turn < 5; turn++) {
      const { stdout, stderr } = await runCodex(workspace, ["exec", "--color", "never", "go"]);
      expectSafe(stdout + stderr);
    }
  });

  it("in messages about settings, options and files", async () => {
    await using workspace = await createWorkspace({ files: { [`${NAME}.txt`]: "" } });
    const text = ALL.replaceAll("\u0000", "");
    const runs = [
      ["exec", `--${text}`],
      ["exec", "-c", `model_provider="${text}"`, "go"],
      ["exec", "-c", `${text}=1`, "go"],
      ["exec", "-p", text, "go"],
      ["exec", "-s", text, "go"],
      ["exec", "-C", text, "go"],
      ["exec", "resume", text, "go"],
      ["login", "--api-key", text],
      ["file-search", "txt"],
      ["apply", text],
      ["completion", text],
      [text, "--help"],
    ];
    for (const args of runs) {
      const { stdout, stderr } = await runCodex(workspace, args);
      expectSafe(stdout + stderr);
    }
    await writeFile(path.join(workspace.codexHome, "config.toml"), `model = "x"\n"${NAME}" = ${text}\n`);
    const { code, stderr } = await runCodex(workspace, ["exec", "go"]);
    expect(code).toBe(1);
    expectSafe(stderr);
  });

  it("in a question to a client: all of it is shown as text", async () => {
    const command = ["printf", ALL.replaceAll("\u0000", "")];
    await using model = await startModelServer([sse.shell(command, { workdir: NAME }), sse.say("done")]);
    await using workspace = await createWorkspace({ model, config: 'approval_policy = "untrusted"' });
    await using mcp = await startCodexLines(workspace, ["mcp"]);
    const clientInfo = { name: "test", version: "1" };
    const capabilities = { elicitation: {} };
    mcp.send({
      jsonrpc: "2.0",
      id: 1,
      method: "initialize",
      params: { protocolVersion: "2025-06-18", capabilities, clientInfo },
    });
    mcp.send({ jsonrpc: "2.0", id: 2, method: "tools/call", params: { name: "codex", arguments: { prompt: "go" } } });
    const question = await mcp.waitFor((json) => (hasMethod(json, "elicitation/create") ? json : undefined));
    expectSafe(question.params.message);
    for (const word of ["52;c;", "EVIL", "unterminated", "; evil", "gpj.exe"])
      expect(question.params.message).toContain(word);
    mcp.send({ jsonrpc: "2.0", id: question.id, result: { action: "decline" } });
    await mcp.waitFor((json) => (JSON.stringify(json).includes('"threadId"') ? true : undefined));
  });
});

interface Question {
  readonly id: unknown;
  readonly method: string;
  readonly params: { readonly message: string };
}

function hasMethod(json: unknown, method: string): json is Question {
  return typeof json === "object" && json !== null && "method" in json && json.method === method;
}
