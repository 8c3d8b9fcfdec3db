import { expect, it } from "vitest";
import { changesTitle } from "./change-diffs.js";
import { commandTitle, customCard, imageCard, mcpCard, printed, subAgentCard, webSearchCard } from "./tool-card.js";

const HOSTILE = "\u001b]0;mine\u0007\u202eexe.txt";
const base = { id: "1", turnId: "t", startedAt: 0, status: "running" as const };

it("the title of a command names every program but the system's shells", () => {
  expect(commandTitle(["/bin/bash", "-lc", "ls"])).toBe("ls");
  expect(commandTitle(["./bash", "-lc", "ls"])).toBe("./bash -lc ls");
});

it("no title passes on what a terminal obeys or what hides text, since editors show it as it is", () => {
  const add = { type: "add" as const, path: `/w/${HOSTILE}`, content: "" };
  const titles = [
    changesTitle([add]),
    changesTitle([add, add]),
    mcpCard({ ...base, kind: "mcp-call", callId: "c", server: "s", tool: HOSTILE, arguments: {} }).title,
    customCard({ ...base, kind: "custom-call", callId: "c", tool: HOSTILE, arguments: {} }).title,
    imageCard({ ...base, kind: "image-view", callId: "c", path: `/w/${HOSTILE}` }).title,
    webSearchCard({ ...base, kind: "web-search", callId: "c", query: HOSTILE }).title,
    subAgentCard({
      ...base,
      kind: "sub-agent",
      callId: "c",
      action: "spawn",
      agents: [{ threadId: "t", nickname: HOSTILE }],
    }).title,
  ];
  for (const title of titles) {
    expect(title).toContain("exe.txt");
    expect(title).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  }
});

it("the title of a patch says on one line what happens to each file", () => {
  const add = { type: "add" as const, path: "/w/a\nb", content: "" };
  const gone = { type: "delete" as const, path: "/w/c" };
  const moved = { type: "update" as const, path: "/w/d", movePath: "/w/e", diff: "" };
  expect(changesTitle([add, add])).toBe("Add a\\u{a}b, a\\u{a}b");
  expect(changesTitle([moved])).toBe("Edit d → e");
  expect(changesTitle([moved, add, gone])).toBe("Edit d → e, add a\\u{a}b, delete c");
});

it("output with any number of backticks stays a code block", () => {
  const output = "` ".repeat(200_000);
  expect(printed(output)).toEqual([{ type: "content", content: { type: "text", text: `\`\`\`\n${output}\n\`\`\`` } }]);
});
