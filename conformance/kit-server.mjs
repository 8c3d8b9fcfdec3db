// An MCP server over stdio with two tools: `add` adds, `fail` fails.
import { createInterface } from "node:readline";

const number = { type: "number" };
const tools = [
  {
    name: "add",
    description: "The sum of two numbers",
    inputSchema: { type: "object", properties: { a: number, b: number }, required: ["a", "b"] },
  },
  { name: "fail", description: "Never works", inputSchema: { type: "object", properties: {} } },
];

createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) return;
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", id, result: resultOf(method, params) })}\n`);
});

function resultOf(method, params) {
  switch (method) {
    case "initialize":
      return {
        protocolVersion: params.protocolVersion,
        capabilities: { tools: {} },
        serverInfo: { name: "kit", version: "1" },
      };
    case "tools/list":
      return { tools };
    case "tools/call":
      return params.name === "add"
        ? { content: [{ type: "text", text: String(params.arguments.a + params.arguments.b) }] }
        : { content: [{ type: "text", text: "it failed" }], isError: true };
    default:
      return {};
  }
}
