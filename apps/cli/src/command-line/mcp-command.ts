import type { CommandSpec } from "./command-spec.js";
import { configOption } from "./config-option.js";
import { mcpServerCommands } from "./mcp-server-commands.js";

/** `codex mcp`: runs the server by itself; its subcommands manage the list of MCP servers that Codex uses. */
export const mcpCommand: CommandSpec = {
  name: "mcp",
  aliases: ["mcp-server"],
  isServer: true,
  summary: "Serve the Model Context Protocol and the Codex protocol, or manage the MCP servers that Codex uses",
  description:
    "Without a command below, serves on standard input and output. The commands below read and change the servers in config.toml.",
  examples: [
    "codex mcp add docs -- npx -y docs-server",
    "codex mcp add issues --url https://mcp.example.com/mcp",
    "codex mcp login issues",
    "codex mcp list",
  ],
  options: [
    configOption,
    {
      name: "http",
      value: "PORT",
      summary: "Serve over HTTP on 127.0.0.1 instead; prints the address and a token",
    },
    { name: "no-events", summary: "Send tool callers only messages that MCP defines" },
  ],
  load: () => import("../commands/mcp.js"),
  get commands() {
    return mcpServerCommands();
  },
};
