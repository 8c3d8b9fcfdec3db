import { writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type ModelServer, sse, startModelServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { chatWorkspace, IDLE, silence, transcriptOf } from "./support/chat.js";
import { codexOnTerminal } from "./support/codex-terminal.js";

/** A workspace with one MCP server: `program` of the MCP client's fixtures, under this name. */
async function workspaceWith(model: ModelServer, name: string, program: string) {
  const script = fileURLToPath(new URL(`../../../packages/mcp-client/test/fixtures/${program}`, import.meta.url));
  const workspace = await chatWorkspace(model);
  const table = `[mcp_servers.${name}]
command = ${JSON.stringify(process.execPath)}
args = [${JSON.stringify(script)}]
startup_timeout_sec = 100
`;
  await writeFile(path.join(workspace.codexHome, "config.toml"), table, { flag: "a" });
  return workspace;
}

test("questions of an MCP server are answered field by field", async () => {
  await using model = await startModelServer([sse.call("tools__ask", {}), sse.say("finished")]);
  await using workspace = await workspaceWith(model, "tools", "tool-server.mjs");
  await using terminal = await codexOnTerminal(workspace, []);
  await terminal.waitFor(IDLE);
  terminal.write("go\r");
  await terminal.waitFor("tools asks");
  await terminal.waitFor("Your name?");
  await silence();
  terminal.write("Ada\r");
  await terminal.waitFor("finished");
  expect(transcriptOf(model, 1)).toContain("Ada");
});

test("Ctrl-C at a form of an MCP server stops the turn", async () => {
  await using model = await startModelServer([sse.call("tools__ask", {})]);
  await using workspace = await workspaceWith(model, "tools", "tool-server.mjs");
  await using terminal = await codexOnTerminal(workspace, []);
  await terminal.waitFor(IDLE);
  terminal.write("go\r");
  await terminal.waitFor("Your name?");
  await silence();
  terminal.write("\u0003");
  await terminal.waitFor("interrupted");
  await terminal.waitFor(IDLE);
  expect(model.requests).toHaveLength(1);
});

test("/mcp lists the prompts of an MCP server, and a message may start with one", async () => {
  await using model = await startModelServer([sse.say("finished")]);
  await using workspace = await workspaceWith(model, "documents", "document-server.mjs");
  await using terminal = await codexOnTerminal(workspace, []);
  await terminal.waitFor(IDLE);
  terminal.write("/mcp\r");
  await terminal.waitFor("/mcp__documents__explain");
  terminal.write("/mcp__documents__explain parser.js\r");
  await terminal.waitFor("finished");
  expect(transcriptOf(model, 0)).toContain("Explain the file parser.js, briefly.");
});
