import type { EventMsg } from "@codex/protocol";
import { costGrowth, MAX_COST_GROWTH } from "@codex/test-support";
import { describe, expect, test } from "vitest";
import { createEventRenderer, createFileLinks, createStyle, renderMarkdown } from "../src/index.js";
import { hostileTexts } from "./hostile-texts.js";

const config = { cwd: "/work", fileOpener: "vscode" } as const;

function shown(events: readonly EventMsg[], { coloured = false } = {}): string {
  const style = createStyle(coloured);
  const links = createFileLinks(config, style);
  const renderer = createEventRenderer({ style, links, cwd: config.cwd, hideReasoning: false });
  return events
    .flatMap((event) => renderer.render(event))
    .map((line) => `${line}\n`)
    .join("");
}

const duration = { secs: 1, nanos: 240_000_000 };

describe("output for people", () => {
  test("a command, its outcome, and both ends of its output", () => {
    const output = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`).join("\n");
    const text = shown([
      {
        type: "exec_command_begin",
        call_id: "1",
        command: ["bash", "-lc", "npm test"],
        cwd: "/work/sub",
        parsed_cmd: [],
      },
      {
        type: "exec_command_end",
        call_id: "1",
        stdout: output,
        stderr: "",
        aggregated_output: output,
        exit_code: 1,
        duration,
        formatted_output: "",
      },
    ]);
    expect(text.split("\n").slice(0, 5)).toEqual([
      "",
      "run npm test in sub",
      "  ✘ exit 1 1.2 s",
      "  │ line 1",
      "  │ line 2",
    ]);
    expect(text).toContain("  │ line 6\n  │ … 18 more lines …\n  │ line 25\n");
  });

  test("which of several commands has ended", () => {
    const begin = (call_id: string, command: string): EventMsg => ({
      type: "exec_command_begin",
      call_id,
      command: ["bash", "-lc", command],
      cwd: "/work",
      parsed_cmd: [],
    });
    const end = (call_id: string, output: string): EventMsg => ({
      type: "exec_command_end",
      call_id,
      stdout: output,
      stderr: "",
      aggregated_output: output,
      exit_code: 0,
      duration,
      formatted_output: "",
    });
    const text = shown([begin("1", "npm test"), begin("2", "make"), end("2", "made"), end("1", "tested")]);
    const made = ["run make", "  ✔ 1.2 s", "  │ made"];
    expect(text.split("\n")).toEqual([
      "",
      "run npm test",
      "",
      ...made,
      "",
      "run npm test",
      "  ✔ 1.2 s",
      "  │ tested",
      "",
    ]);
  });

  test("a patch as numbered lines", () => {
    const update = { unified_diff: "@@ -1,2 +1,2 @@\n one\n-two\n+2\n@@ -9 +9 @@\n+nine\n", move_path: "/work/c.txt" };
    expect(
      shown([
        {
          type: "patch_apply_begin",
          call_id: "1",
          auto_approved: true,
          changes: {
            "/work/a.txt": { add: { content: "new\n" } },
            "/work/b.txt": { update },
            "/elsewhere/d": "delete",
          },
        },
        { type: "patch_apply_end", call_id: "1", stdout: "", stderr: "", success: true },
      ]),
    ).toBe(
      "\npatch\n  added a.txt (+1 -0)\n    1 + new\n  edited b.txt → c.txt (+2 -1)\n    1   one\n    2 - two\n    2 + 2\n" +
        "      …\n    9 + nine\n  deleted /elsewhere/d\n  ✔ applied\n",
    );
  });

  test("a plan as a check list", () => {
    expect(
      shown([
        {
          type: "plan_update",
          explanation: "because",
          plan: [
            { step: "first", status: "completed" },
            { step: "second", status: "in_progress" },
            { step: "third", status: "pending" },
          ],
        },
      ]),
    ).toBe("\nplan 1 of 3 done\n  because\n  ✔ first\n  ▸ second\n  □ third\n");
  });

  test("a tool call", () => {
    const invocation = { server: "docs", tool: "find", arguments: { q: "x" } };
    expect(
      shown([
        { type: "mcp_tool_call_begin", call_id: "1", invocation },
        {
          type: "mcp_tool_call_end",
          call_id: "1",
          invocation,
          duration,
          result: { Ok: { content: [{ type: "text", text: "found" }] } },
        },
      ]),
    ).toBe('\ntool docs.find {"q":"x"}\n  ✔ 1.2 s\n  │ found\n');
  });
});

describe("markdown", () => {
  const style = createStyle(true);
  const render = (text: string, cwd = "/work") =>
    renderMarkdown(text, { style, links: createFileLinks({ ...config, cwd }, style), cwd });

  test("code blocks stay as they are", () => {
    expect(render("```ts\nconst a = `**b**`;\n# no heading\n```").split("\n").slice(1, 3)).toEqual([
      "const a = `**b**`;",
      "# no heading",
    ]);
  });

  test("citations and existing files become links", () => {
    const here = new URL(".", import.meta.url).pathname.replace(/\/$/, "");
    expect(render("see 【F:src/a b.ts†L12-L14】 now")).toContain(
      "\u001b]8;;vscode://file/work/src/a%20b.ts:12\u001b\\",
    );
    expect(render("in `event-renderer.test.ts:7`", here)).toContain(`vscode://file${here}/event-renderer.test.ts:7`);
    expect(render("in `missing.ts:7`", here)).not.toContain("vscode://");
  });

  test("a line takes time in proportion to its length", async () => {
    for (const unit of ["`", "**a", "[", "[a](", "【", "*a *", "- ", "> ", "`a", "[a", "【a", "*a"]) {
      expect(await costGrowth(render, unit), unit).toBeLessThan(MAX_COST_GROWTH);
    }
  });
});

describe("hostile texts", () => {
  /** The colours and links that we add ourselves. */
  const OURS = /\u001b\[\d+(?:;\d+)*m|\u001b\]8;;(?:vscode:\/\/file[!-~]*)?\u001b\\/g;
  const RAW = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

  test.each(hostileTexts.map((text) => [text.slice(0, 30), text]))(
    "%j in every place of every event",
    (_name, text) => {
      const events = eventsWith(text);
      expect(shown(events)).not.toMatch(RAW);
      expect(shown(events, { coloured: true }).replace(OURS, "")).not.toMatch(RAW);
    },
  );

  test("a command is always shown completely", () => {
    const hidden = `ls${" ".repeat(3000)}; touch evil`;
    expect(
      shown([
        { type: "exec_command_begin", call_id: "1", command: ["bash", "-c", hidden], cwd: "/work", parsed_cmd: [] },
      ]),
    ).toContain("run ls ⟨3000 spaces⟩ ; touch evil");
  });
});

function eventsWith(text: string): EventMsg[] {
  const invocation = { server: text, tool: text, arguments: { [text]: text } };
  return [
    { type: "error", message: text },
    { type: "stream_error", message: text },
    { type: "background_event", message: text },
    { type: "agent_reasoning", text },
    { type: "agent_reasoning_raw_content", text },
    {
      type: "agent_message",
      message: `${text}\n# ${text}\n- ${text}\n\`${text}\` **${text}** [${text}](https://${text})\n【F:${text}†L1】`,
    },
    { type: "plan_update", explanation: text, plan: [{ step: text, status: "pending" }] },
    { type: "exec_command_begin", call_id: "1", command: [text, text], cwd: text, parsed_cmd: [] },
    {
      type: "exec_command_end",
      call_id: "1",
      stdout: text,
      stderr: text,
      aggregated_output: text,
      exit_code: 0,
      duration,
      formatted_output: text,
    },
    {
      type: "patch_apply_begin",
      call_id: "2",
      auto_approved: false,
      changes: {
        [`/work/${text}`]: { update: { unified_diff: `@@ -1 +1 @@\n-${text}\n+${text}\n`, move_path: text } },
        [text]: { add: { content: text } },
      },
    },
    { type: "patch_apply_end", call_id: "2", stdout: text, stderr: text, success: false },
    { type: "mcp_tool_call_begin", call_id: "3", invocation },
    {
      type: "mcp_tool_call_end",
      call_id: "3",
      invocation,
      duration,
      result: { Ok: { content: [{ type: "text", text }] } },
    },
    { type: "mcp_tool_call_end", call_id: "3", invocation, duration, result: { Err: text } },
    { type: "web_search_begin", call_id: "4", query: text },
  ];
}
