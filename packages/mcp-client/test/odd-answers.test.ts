import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type AnswerElicitation, McpConnectionManager, type McpServerConfig } from "../src/index.js";

const fixture = fileURLToPath(new URL("fixtures/odd-server.mjs", import.meta.url));
const never = new AbortController().signal;

/** Limits of an hour: only an answer can end a request here. */
function odd(answers: Record<string, string[]>, more: Partial<McpServerConfig> = {}): McpServerConfig {
  const limits = { startupTimeoutMs: 3_600_000, toolTimeoutMs: 3_600_000 };
  const args = [fixture, JSON.stringify(answers)];
  return { ...limits, ...more, transport: "stdio", command: process.execPath, args, env: {} };
}

function connect(
  config: McpServerConfig,
  env: Record<string, string | undefined> = {},
  answerElicitation?: AnswerElicitation,
) {
  return McpConnectionManager.connect(
    { "my server": config },
    {
      env: { PATH: process.env["PATH"], ...env },
      platform: process.platform,
      cwd: process.cwd(),
      clientVersion: "1",
      answerElicitation,
      signal: never,
    },
  );
}

test.each([
  ["a text for the error", '{"jsonrpc":"2.0","id":ID,"error":"NOPE"}', "NOPE"],
  ["an error without a code", '{"jsonrpc":"2.0","id":ID,"error":{"message":"NOPE"}}', "NOPE"],
  ["an error with a text for its code", '{"jsonrpc":"2.0","id":ID,"error":{"code":"E_NOPE","message":"NOPE"}}', "NOPE"],
  [
    "an error with an object for its message",
    '{"jsonrpc":"2.0","id":ID,"error":{"code":1,"message":{"why":"NOPE"}}}',
    "NOPE",
  ],
  ["an error without jsonrpc", '{"id":ID,"error":{"code":1,"message":"NOPE"}}', "NOPE"],
  ["an error without id", '{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"NOPE"}}', "NOPE"],
  ["a text for the result", '{"jsonrpc":"2.0","id":ID,"result":"TXT"}', "no result object: TXT"],
  ["null for the result", '{"jsonrpc":"2.0","id":ID,"result":null}', "no result object: null"],
  ["neither result nor error", '{"jsonrpc":"2.0","id":ID}', "no result object"],
  [
    "a result whose content is not a list",
    '{"jsonrpc":"2.0","id":ID,"result":{"content":5}}',
    "`content` is not a list",
  ],
  [
    "a result of which nothing is as it should be",
    '{"jsonrpc":"2.0","id":ID,"result":{"content":"x","isError":"y"}}',
    "`content` is not a list",
  ],
  ["NaN in the JSON", '{"jsonrpc":"2.0","id":ID,"result":{"content":[],"score":NaN}}', "not valid JSON"],
  ["JSON that is cut", '{"jsonrpc":"2.0","id":ID,"result":{"content":[{"type":"te', "not valid JSON"],
])("%s ends the call", async (_, answer, message) => {
  const { manager } = await connect(odd({ "tools/call": [answer] }));
  await using __ = manager;
  await expect(manager.callTool("my_server__t", {}, { signal: never })).rejects.toMatchObject({
    code: "call-failed",
    message: expect.stringContaining(message),
  });
});

const nested = (depth: number, open: string, close: string) => open.repeat(depth) + close.repeat(depth);
const FINE = '{"jsonrpc":"2.0","id":ID,"result":{"content":[{"type":"text","text":"fine"}]}}';

test.each([
  { what: "a line", line: nested(60_000, "[", "]") },
  { what: "an id", line: `{"jsonrpc":"2.0","id":${nested(60_000, "[", "]")},"result":{}}` },
  {
    what: "an error's code",
    line: `{"jsonrpc":"2.0","id":"other","error":{"code":${nested(60_000, "[", "]")},"message":"NOPE"}}`,
  },
  {
    what: "params",
    line: `{"jsonrpc":"2.0","method":"notifications/message","params":{"a":${nested(60_000, "[", "]")}}}`,
  },
])("$what that is nested without end is passed over", async ({ line }) => {
  const { manager } = await connect(odd({ "tools/call": [`${line}\n${FINE}`] }));
  await using __ = manager;
  expect((await manager.callTool("my_server__t", {}, { signal: never })).content).toEqual([
    { type: "text", text: "fine" },
  ]);
});

test("a handshake that is nested without end fails the start, and nothing else", async () => {
  const depth = 15_000;
  const capabilities = `${'{"":'.repeat(depth)}1${"}".repeat(depth)}`;
  const answer = `{"jsonrpc":"2.0","id":ID,"result":{"protocolVersion":"2025-06-18","capabilities":${capabilities},"serverInfo":{"name":"o","version":"1"}}}`;
  const { manager, failures } = await connect(odd({ initialize: [answer] }));
  await using __ = manager;
  expect(failures).toMatchObject([{ error: { message: expect.stringContaining("not valid JSON") } }]);
});

test.each([
  ["initialize", '{"jsonrpc":"2.0","id":ID,"error":"NOPE"}'],
  ["initialize", '{"jsonrpc":"2.0","id":ID,"result":"NOPE"}'],
  ["tools/list", '{"jsonrpc":"2.0","id":ID,"error":{"message":"NOPE"}}'],
  ["tools/list", '{"jsonrpc":"2.0","id":ID,"result":"NOPE"}'],
])("%s answered with %s is a failed start, at once", async (method, answer) => {
  const { manager, failures } = await connect(odd({ [method]: [answer] }));
  await using _ = manager;
  expect(failures).toMatchObject([{ server: "my server", error: { code: "start-failed" } }]);
  expect(failures[0]?.error.message).toContain("NOPE");
});

test.each([
  ['{"jsonrpc":"2.0","id":"ID","result":{"content":[{"type":"text","text":"fine"}]}}'],
  ['{"id":ID,"result":{"content":[{"type":"text","text":"fine"}]},"error":null}'],
  ['[{"jsonrpc":"2.0","id":ID,"result":{"content":[{"type":"text","text":"fine"}]}}]'],
  ['\uFEFF{"jsonrpc":"2.0","id":ID,"result":{"content":[{"type":"text","text":"fine"}]}}'],
  ['{"jsonrpc":"2.0","id":ID,"result":{"content":"fine"}}'],
  ['{"jsonrpc":"2.0","id":ID,"result":{"content":{"type":"text","text":"fine"}}}'],
  [
    '{"jsonrpc":"2.0","id":ID,"result":{"content":[{"type":"text","text":"fine","annotations":{"audience":null},"_meta":1}]}}',
  ],
  ['{"level":"info","id":ID}\n{"jsonrpc":"2.0","id":ID,"result":{"content":[{"type":"text","text":"fine"}]}}'],
])("an answer with a clear meaning is accepted: %s", async (answer) => {
  const { manager } = await connect(odd({ "tools/call": [answer] }));
  await using _ = manager;
  const { content } = await manager.callTool("my_server__t", {}, { signal: never });
  expect(content).toEqual([{ type: "text", text: "fine" }]);
});

test.each([
  ["2024-10-07", "{}", '{"name":"s","version":"1","title":null}'],
  ["2023-01-01", "null", "null"],
  ["2099-01-01", '{"tools":null,"logging":null}', '{"name":"s"}'],
  ["draft", '{"tools":true}', '{"version":1}'],
])("a handshake with version %s, capabilities %s and name %s works", async (version, capabilities, info) => {
  const result = `{"protocolVersion":"${version}","capabilities":${capabilities},"serverInfo":${info},"instructions":null}`;
  const { manager, failures } = await connect(odd({ initialize: [`{"jsonrpc":"2.0","id":ID,"result":${result}}`] }));
  await using _ = manager;
  expect(failures).toEqual([]);
  expect(Object.keys(manager.listTools())).toEqual(["my_server__t"]);
});

test("a server that has no tools and cannot list them is not a failure", async () => {
  const unknown = '{"jsonrpc":"2.0","id":ID,"error":{"code":-32601,"message":"Method not found"}}';
  const result =
    '{"protocolVersion":"2025-06-18","capabilities":{"prompts":{}},"serverInfo":{"name":"p","version":"1"}}';
  const initialize = [`{"jsonrpc":"2.0","id":ID,"result":${result}}`];
  const { manager, failures } = await connect(odd({ initialize, "tools/list": [unknown] }));
  await using _ = manager;
  expect([failures, manager.listTools()]).toEqual([[], {}]);
});

test("a server whose list of tools is null has none", async () => {
  const { manager, failures } = await connect(
    odd({ "tools/list": ['{"jsonrpc":"2.0","id":ID,"result":{"tools":null}}'] }),
  );
  await using _ = manager;
  expect([failures, manager.listTools()]).toEqual([[], {}]);
});

test("a server that announces tools and cannot list them fails with its own words", async () => {
  const { failures } = await connect(
    odd({ "tools/list": ['{"jsonrpc":"2.0","id":ID,"error":{"code":-32601,"message":"no tools here"}}'] }),
  );
  expect(failures.map(({ error }) => error.message)).toEqual(["no tools here"]);
});

test("loose schemas are repaired, invalid fields omitted, and a tool without a name is skipped", async () => {
  const listed = [
    { name: "none" },
    { name: "nothing", inputSchema: null, description: null },
    { name: "word", inputSchema: "object", description: 7 },
    { name: "untyped", inputSchema: { properties: { a: { type: "string" } }, required: ["a", 1] } },
    { name: "booleans", inputSchema: { type: "object", properties: { any: true, none: false } } },
    {
      name: "hints",
      inputSchema: { type: null },
      annotations: { readOnlyHint: "yes" },
      outputSchema: { type: "array" },
    },
    { description: "no name" },
    "no object",
  ];
  const answer = `{"jsonrpc":"2.0","id":ID,"result":{"tools":${JSON.stringify(listed)}}}`;
  const { manager } = await connect(odd({ "tools/list": [answer] }));
  await using _ = manager;
  expect(Object.values(manager.listTools())).toEqual([
    { name: "none", inputSchema: { type: "object" } },
    { name: "nothing", inputSchema: { type: "object" } },
    { name: "word", inputSchema: { type: "object" } },
    { name: "untyped", inputSchema: { type: "object", properties: { a: { type: "string" } }, required: ["a"] } },
    { name: "booleans", inputSchema: { type: "object", properties: { any: {}, none: { not: {} } } } },
    { name: "hints", inputSchema: { type: "object" } },
  ]);
});

test("a block of an unknown kind does not affect the others", async () => {
  const content = [{ type: "text", text: "before" }, { type: "video", url: "v" }, { type: "text", text: null }, "bare"];
  const result = { content, structuredContent: { n: 1 }, isError: null, _meta: null };
  const { manager } = await connect(
    odd({ "tools/call": [`{"jsonrpc":"2.0","id":ID,"result":${JSON.stringify(result)}}`] }),
  );
  await using _ = manager;
  expect(await manager.callTool("my_server__t", {}, { signal: never })).toEqual({
    content: [
      { type: "text", text: "before" },
      { type: "text", text: '{"type":"video","url":"v"}' },
      { type: "text", text: '{"type":"text","text":null}' },
      { type: "text", text: "bare" },
    ],
    structuredContent: { n: 1 },
  });
});

const page = { mode: "url", elicitationId: "e", url: "https://example.com/consent", message: "Agree there" };
const pagesFirst = JSON.stringify({
  code: -32042,
  message: "consent is missing",
  data: { elicitations: [page, { ...page, url: "file:///etc/passwd" }] },
});
const refusal = `{"jsonrpc":"2.0","id":ID,"error":${pagesFirst}}`;
const consented = '{"jsonrpc":"2.0","id":ID,"result":{"content":[]}}';

test("a call that needs a page to be opened first is repeated when the user has agreed", async () => {
  const asked: unknown[] = [];
  const { manager } = await connect(odd({ "tools/call": [refusal, consented, refusal] }), {}, async ({ link }) => {
    asked.push(link);
    return { action: "accept" };
  });
  await using _ = manager;
  const call = () => manager.callTool("my_server__t", {}, { signal: never });
  expect(await call()).toEqual({ content: [] });
  const { elicitationId, url, message } = page;
  expect(asked).toEqual([{ elicitationId, url, message }]);
  await expect(call()).rejects.toThrow("consent is missing: https://example.com/consent");
});

test.each([
  ["disagrees", async () => ({ action: "decline" }) as const],
  ["cannot be asked", undefined],
])("a call that needs a page to be opened first names it if the user %s", async (_, answer) => {
  const { manager } = await connect(odd({ "tools/call": [refusal, consented] }), {}, answer);
  await using _manager = manager;
  await expect(manager.callTool("my_server__t", {}, { signal: never })).rejects.toThrow(
    "consent is missing: https://example.com/consent",
  );
});

test("a crashed server is restarted for the next call, but not forever", async () => {
  const { manager } = await connect(odd({ "tools/call": ["exit"] }));
  await using _ = manager;
  const reasons: string[] = [];
  for (let call = 0; call < 6; call++) {
    const failed = await manager.callTool("my_server__t", {}, { signal: never }).catch((error: unknown) => error);
    reasons.push(failed instanceof Error ? failed.message : "it worked");
  }
  expect(reasons.slice(0, 4).filter((reason) => reason.includes("in vain"))).toEqual([]);
  expect(reasons.slice(4).every((reason) => reason.includes("started again 3 times in vain"))).toBe(true);
});

test.each([
  [["look", "wipe"], ["wipe"]],
  [["my_server__look", "wipe"], ["my_server__wipe"]],
  [undefined, ["mcp__my_server__wipe", "other"]],
])("only tools that are enabled and not disabled are offered: %j without %j", async (enabledTools, disabledTools) => {
  const listed = ["look", "other", "wipe"].map((name) => ({ name, inputSchema: { type: "object" } }));
  const answers = { "tools/list": [`{"jsonrpc":"2.0","id":ID,"result":{"tools":${JSON.stringify(listed)}}}`] };
  const { manager } = await connect(odd(answers, { enabledTools, disabledTools }));
  await using _ = manager;
  expect(Object.keys(manager.listTools())).toEqual(["my_server__look"]);
  for (const tool of ["other", "wipe"]) {
    await expect(manager.callTool({ server: "my server", tool }, {}, { signal: never })).rejects.toMatchObject({
      code: "unknown-tool",
    });
  }
});

test.each(["my server__file.read-all", "my_server__file_read-all", "mcp__my_server__file_read_all"])(
  "a tool is disabled by the name that a model or a hook sees: %s",
  async (name) => {
    const listed = ["file.read-all", "look"].map((tool) => ({ name: tool, inputSchema: { type: "object" } }));
    const answers = { "tools/list": [`{"jsonrpc":"2.0","id":ID,"result":{"tools":${JSON.stringify(listed)}}}`] };
    const { manager } = await connect(odd(answers, { disabledTools: [name] }));
    await using _ = manager;
    expect(Object.keys(manager.listTools())).toEqual(["my_server__look"]);
  },
);
