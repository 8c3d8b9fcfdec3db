import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { startServer, type TestServer } from "./support/start-server.js";

async function putFiles(server: TestServer): Promise<void> {
  const files = {
    "CLAUDE.md": "Words.\n",
    ".claude/skills/a/SKILL.md": "---\nname: a\ndescription: d\n---\n",
    ".claude/skills/b/SKILL.md": "---\nname: b\ndescription: d\n---\n",
    ".mcp.json": '{"mcpServers": {"m": {"command": "x"}, "n": {"command": "y"}}}',
    ".codex/config.toml": "no toml [",
  };
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(server.cwd, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

test("another agent's settings are found, selected and imported; failures are reported", async () => {
  await using server = await startServer();
  await putFiles(server);
  await using client = await server.connect({ experimentalApi: true });
  const { items } = await client.call("externalAgentConfig/detect", { cwds: [".", server.cwd] });
  expect(items.map(({ itemType, cwd }) => [itemType, cwd])).toEqual(
    ["MCP_SERVER_CONFIG", "SKILLS", "AGENTS_MD"].map((type) => [type, server.cwd]),
  );
  const migrationItems = [
    ...items.map((item) => (item.itemType === "SKILLS" ? { ...item, details: { skills: [{ name: "b" }] } } : item)),
    { itemType: "PLUGINS" as const, description: "", cwd: server.cwd },
  ];
  const { importId } = await client.call("externalAgentConfig/import", { migrationItems });
  const done = await client.hear("externalAgentConfig/import/completed");
  expect(done.importId).toBe(importId);
  const results = done.itemTypeResults.map(({ itemType, successes, failures }) => [
    itemType,
    successes.map(({ target }) => target),
    failures.length,
  ]);
  expect(results).toEqual([
    ["MCP_SERVER_CONFIG", [], 1],
    ["SKILLS", ["b"], 0],
    ["AGENTS_MD", [path.join(server.cwd, "AGENTS.md")], 0],
    ["PLUGINS", [], 1],
  ]);
  expect(client.notifications.filter(({ method }) => method === "externalAgentConfig/import/progress")).toHaveLength(4);
  expect(await readFile(path.join(server.cwd, "AGENTS.md"), "utf8")).toBe("Words.\n");
  expect(await readFile(path.join(server.cwd, ".codex/config.toml"), "utf8")).toBe("no toml [");
});

test("nothing is inspected that was not requested", async () => {
  await using server = await startServer();
  await putFiles(server);
  await using client = await server.connect({ experimentalApi: true });
  expect(await client.call("externalAgentConfig/detect", {})).toEqual({ items: [], connectors: [] });
  expect(await client.call("externalAgentConfig/detect", { includeHome: true })).toEqual({ items: [], connectors: [] });
});
