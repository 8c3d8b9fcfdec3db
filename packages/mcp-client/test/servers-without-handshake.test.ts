import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { McpConnectionManager, type StdioServerConfig } from "../src/index.js";

const server = fileURLToPath(new URL("fixtures/modern-server.mjs", import.meta.url));
const signal = new AbortController().signal;

function connect(refusal: number) {
  const config: StdioServerConfig = {
    transport: "stdio",
    command: process.execPath,
    args: [server, String(refusal)],
    env: {},
  };
  return McpConnectionManager.connect(
    { modern: config },
    {
      env: {},
      platform: process.platform,
      cwd: process.cwd(),
      clientVersion: "1",
      answerElicitation: async ({ message }) => ({ action: "accept", content: { name: `asked: ${message}` } }),
      signal,
    },
  );
}

test.each([
  ["names its versions", -32022],
  ["does not know what one is", -32601],
])("a server without a handshake, which %s, is used like any other", async (_, refusal) => {
  const { manager, failures } = await connect(refusal);
  await using _manager = manager;
  expect(failures).toEqual([]);
  const call = (tool: string) => manager.callTool({ server: "modern", tool }, {}, { signal });
  expect((await call("ask")).content).toEqual([
    { type: "text", text: '{"action":"accept","content":{"name":"asked: Your name?"}}' },
  ]);
  const toolsAfterGrowing = async () => {
    await call("grow");
    return manager.toolsOf("modern").map(({ name }) => name);
  };
  await expect.poll(toolsAfterGrowing).toContain("grown");
});

test("an idle server does not keep the program alive, although it may still report changes", async () => {
  const held = () => process.getActiveResourcesInfo().filter((kind) => kind === "ProcessWrap").length;
  // The servers of earlier tests are still ending.
  await expect.poll(held).toBe(0);
  const { manager } = await connect(-32022);
  await using _manager = manager;
  await manager.callTool({ server: "modern", tool: "grow" }, {}, { signal });
  // The report that the tools have changed leads to one more request.
  await expect.poll(held).toBe(0);
});

test("a server that refuses a handshake for another reason is not asked again", async () => {
  const { manager, failures } = await connect(-32000);
  await using _manager = manager;
  expect(failures.map(({ error }) => error.message)).toEqual(["not with me"]);
});
