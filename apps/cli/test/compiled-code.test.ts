import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { TemporaryFolder } from "@codex/test-support";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compiledFolder } from "../src/compiled-folder.js";
import { builtCodex } from "./support/built-codex.js";

let folder: TemporaryFolder;
let compiled: string;

beforeAll(async () => {
  folder = new TemporaryFolder();
  await cp(path.dirname(await builtCodex()), folder.at("dist"), { recursive: true });
  compiled = compiledFolder(folder.at("dist"));
});
afterAll(() => folder[Symbol.dispose]());

/** Runs the copy with its own home; returns whether Node's own compile cache was used there. */
async function run(args: readonly string[], input = ""): Promise<{ stdout: string; usesNodesCache: boolean }> {
  const home = await mkdtemp(folder.at("home-"));
  const env = { PATH: process.env["PATH"], HOME: home };
  const program = folder.at("dist/codex.js");
  const { stdout, status } = spawnSync(process.execPath, [program, ...args], {
    cwd: home,
    env,
    input,
    encoding: "utf8",
  });
  expect(status).toBe(0);
  return { stdout, usesNodesCache: existsSync(path.join(home, ".cache/codex/compiled")) };
}

const help = () => run(["--help"]);

test("a start uses the code compiled by the build", async ({ skip }) => {
  const nodes = await readdir(path.dirname(compiled));
  skip(nodes.length > 0 && !nodes.includes(path.basename(compiled)), "another Node has built the program");
  expect(await readdir(compiled)).toContainEqual(expect.stringMatching(/^main-.*\.cjs\.bin$/));
  expect(await help()).toEqual({ stdout: expect.stringContaining("Usage: codex"), usesNodesCache: false });
});

test("a server uses it after reducing V8's memory", async ({ skip }) => {
  skip(!existsSync(compiled), "another Node has built the program");
  const hello = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "test", version: "1" } };
  const requests = [
    { id: 1, method: "initialize", params: hello },
    // This one loads the engine.
    { id: 2, method: "newConversation", params: {} },
  ];
  const input = requests.map((request) => `${JSON.stringify({ jsonrpc: "2.0", ...request })}\n`).join("");
  expect(await run(["mcp"], input)).toEqual({
    stdout: expect.stringContaining("conversationId"),
    usesNodesCache: false,
  });
});

test("code of another V8 is ignored, and missing code is no problem", async () => {
  for (const name of await readdir(compiled)) {
    const code = await readFile(path.join(compiled, name));
    // After the magic number comes V8's version.
    code.writeUInt32LE(~code.readUInt32LE(4) >>> 0, 4);
    await writeFile(path.join(compiled, name), code);
  }
  expect(await help()).toEqual({ stdout: expect.stringContaining("Usage: codex"), usesNodesCache: true });
  await rm(compiled, { recursive: true });
  expect(await help()).toEqual({ stdout: expect.stringContaining("Usage: codex"), usesNodesCache: true });
});

test("a server whose files are removed by an update says so", async () => {
  const copy = await mkdtemp(folder.at("updated-"));
  const home = await mkdtemp(folder.at("home-"));
  await cp(path.dirname(await builtCodex()), path.join(copy, "dist"), { recursive: true });
  const env = { PATH: process.env["PATH"], HOME: home };
  const server = spawn(process.execPath, [path.join(copy, "dist/codex.js"), "mcp"], { cwd: home, env, stdio: "pipe" });
  const said = text(server.stderr);
  const lines = createInterface(server.stdout)[Symbol.asyncIterator]();
  const ask = async (request: object) => {
    server.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...request })}\n`);
    return (await lines.next()).value;
  };
  const clientInfo = { name: "test", version: "1" };
  await ask({ id: 1, method: "initialize", params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo } });
  await rm(copy, { recursive: true });
  expect(await ask({ id: 2, method: "newConversation", params: {} })).toContain("error");
  server.stdin.end();
  expect(await said).toContain("so start it again");
});
