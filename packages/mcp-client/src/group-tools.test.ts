import { expect, test } from "vitest";
import { groupTools } from "./group-tools.js";

const serverWith = (server: string, ...names: string[]) => ({
  server,
  tools: names.map((name) => ({ name, inputSchema: { type: "object" as const } })),
});

test("groups and tools have word names, and every name is unique", () => {
  const groups = groupTools([serverWith("two-part", "look-up", "look up", "look_up"), serverWith("two_part", "a")]);
  const [first = "", second = ""] = groups.keys();
  expect(first).toBe("mcp__two_part");
  expect(second).toMatch(/^mcp__two_part[0-9a-f]{40}$/);
  const names = [...(groups.get(first)?.tools ?? [])].map(([name, tool]) => [name, tool.name]);
  expect(names).toEqual([
    ["look_up", "look-up"],
    [expect.stringMatching(/^look_up[0-9a-f]{40}$/), "look up"],
    [expect.stringMatching(/^look_up[0-9a-f]{40}$/), "look_up"],
  ]);
  expect(new Set(names.map(([name]) => name)).size).toBe(3);
});
