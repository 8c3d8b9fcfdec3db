import { readdir } from "node:fs/promises";
import { expect, test } from "vitest";
import { hostileInputs } from "./support/hostile-inputs.js";
import { introduce, startMcp } from "./support/mcp-process.js";
import { createWorkspace } from "./support/workspace.js";

test("500 hostile inputs: the server answers each request once, writes nothing else, and survives", async () => {
  await using workspace = await createWorkspace();
  await using server = await startMcp(workspace);
  await introduce(server);
  const inputs = hostileInputs(500, 20_250_820);
  for (const { name, chunks, answered } of inputs) {
    for (const chunk of chunks) await server.write(chunk);
    const alive = await server.request("ping");
    expect(alive, name).toMatchObject({ result: {} });
    for (const id of answered) await server.heard((message) => message.id === id);
  }

  const answers = server.messages.filter(({ method }) => method === undefined);
  for (const id of inputs.flatMap(({ answered }) => answered)) {
    expect(
      answers.filter((answer) => answer.id === id),
      `answers to ${id}`,
    ).toHaveLength(1);
  }
  expect(server.strays).toEqual([]);
  const said = `${JSON.stringify(server.messages)}${server.log}`;
  expect(said).not.toMatch(/\bat .*(\.js|\.ts|node:internal)/);
  expect(said).not.toMatch(/Internal error/);
  expect(await readdir(workspace.cwd)).toEqual([".git"]);

  server.child.stdin.end();
  expect(await server.exited).toBe(0);
});

test("input that ends within a line ends the server normally", async () => {
  await using workspace = await createWorkspace();
  for (const end of ["", "{", '{"jsonrpc":"2.0","id":1,"method":"pi', "\ud83d"]) {
    await using server = await startMcp(workspace);
    server.child.stdin.end(end);
    expect(await server.exited).toBe(0);
    expect(server.strays).toEqual([]);
  }
});

test("100 starts and stops leave nothing behind", async () => {
  await using workspace = await createWorkspace();
  const before = await readdir(workspace.codexHome, { recursive: true });
  const pids: number[] = [];
  const cycle = async () => {
    await using server = await startMcp(workspace);
    pids.push(server.child.pid ?? 0);
    await introduce(server);
    await server.request("tools/list");
    server.child.stdin.end();
    expect(await server.exited).toBe(0);
  };
  for (let round = 0; round < 25; round++) await Promise.all([cycle(), cycle(), cycle(), cycle()]);
  expect(pids).toHaveLength(100);
  expect(await readdir(workspace.codexHome, { recursive: true })).toEqual(before);
});
