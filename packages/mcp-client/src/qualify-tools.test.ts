import type { Tool } from "@codex/mcp-types";
import { expect, test } from "vitest";
import { qualifyTools } from "./qualify-tools.js";

function tool(name: string): Tool {
  return { name, inputSchema: { type: "object" } };
}

function names(server: string, ...tools: string[]): string[] {
  return [...qualifyTools(tools.map((name) => ({ server, tool: tool(name) }))).keys()];
}

test("short names are server__tool, a repeated tool is left out", () => {
  expect(names("server1", "a", "b", "a")).toEqual(["server1__a", "server1__b"]);
});

test("tools of two servers whose names collide are both offered", () => {
  const tools = [
    { server: "a", tool: tool("b__c") },
    { server: "a__b", tool: tool("c") },
  ];
  const [first, second] = [...qualifyTools(tools).values()];
  expect(first).toMatchObject({ qualifiedName: "a__b__c", server: "a", tool: { name: "b__c" } });
  expect(second).toMatchObject({ server: "a__b", tool: { name: "c" } });
  expect(second?.qualifiedName).toMatch(/^a__b__c[0-9a-f]{40}$/);
});

test("long names end with the SHA-1 of the whole name", () => {
  const long = "extremely_lengthy_function_name_that_absolutely_surpasses_all_reasonable_limits";
  expect(names("my_server", long, `yet_another_${long}`)).toEqual([
    "my_server__extremely_lena02e507efc5a9de88637e436690364fd4219e4ef",
    "my_server__yet_another_e1c3987bd9c50b826cbe1687966f79f0c602d19ca",
  ]);
});

test("invalid characters are replaced, names stay unique", () => {
  const [first, second, third] = names("kit", "a b", "a.b", "a_b");
  expect(first).toBe("kit__a_b");
  expect(second).toMatch(/^kit__a_b[0-9a-f]{40}$/);
  expect(third).toMatch(/^kit__a_b[0-9a-f]{40}$/);
  expect(second).not.toBe(third);
});
