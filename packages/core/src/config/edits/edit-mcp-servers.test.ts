import { mkdtempDisposable, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { putMcpServer, readMcpServers, removeMcpServer } from "./edit-mcp-servers.js";

const BEFORE = `# mine
model = "o3"

[mcp_servers.a] # first
# inside
command = "x"

# about the terminal
[tui] # after
animations = false
`;

test("a file with Windows line endings keeps them", async () => {
  await using folder = await mkdtempDisposable(path.join(tmpdir(), "codex-servers-"));
  const file = path.join(folder.path, "config.toml");
  await writeFile(file, BEFORE.replaceAll("\n", "\r\n"));
  await putMcpServer(folder.path, "b", { command: "y", args: ["two\nlines"] });
  const added = await readFile(file, "utf8");
  expect(added.replaceAll("\r\n", "")).not.toContain("\n");
  expect(Object.keys(await readMcpServers(folder.path))).toEqual(["a", "b"]);
});

test("a new server is inserted after the others, and everything else is unchanged", async () => {
  await using folder = await mkdtempDisposable(path.join(tmpdir(), "codex-servers-"));
  const file = path.join(folder.path, "config.toml");
  await writeFile(file, BEFORE);
  await putMcpServer(folder.path, "b", { command: "y", env: { A: "1" } });
  const added = await readFile(file, "utf8");
  expect(added).toBe(
    BEFORE.replace("# about", '[mcp_servers.b]\ncommand = "y"\n\n[mcp_servers.b.env]\nA = "1"\n\n# about'),
  );
  expect(Object.keys(await readMcpServers(folder.path))).toEqual(["a", "b"]);
  expect(await removeMcpServer(folder.path, "b")).toBe(true);
  expect(await readMcpServers(folder.path)).toEqual({ a: { command: "x" } });
  expect(await removeMcpServer(folder.path, "a")).toBe(true);
  expect(await removeMcpServer(folder.path, "a")).toBe(false);
  const left = await readFile(file, "utf8");
  expect(left).not.toContain("mcp_servers");
  expect(left).toContain("# about the terminal\n[tui] # after\nanimations = false\n");
});
