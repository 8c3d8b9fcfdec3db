// An MCP server with one tool, which asks the user something and gives back the answer.
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";

const server = new McpServer({ name: "asker", version: "1.0.0" });
server.registerTool("ask", { description: "Asks the user" }, async () => {
  const answer = await server.server.elicitInput({
    message: "What is your name?\u001b[2J",
    requestedSchema: { type: "object", properties: { name: { type: "string" } }, required: ["name"] },
  });
  return { content: [{ type: "text", text: JSON.stringify(answer) }] };
});
await server.connect(new StdioServerTransport());
