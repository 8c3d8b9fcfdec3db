import type { CommandSpec, PositionalSpec } from "./command-spec.js";
import { configOption } from "./options.js";

const nameOf = (summary: string): readonly PositionalSpec[] => [{ name: "NAME", required: true, summary }];
const jsonOption = { name: "json", summary: "Print JSON" } as const;

/** `codex mcp`: by itself the server; the commands below keep the list of servers that Codex uses. */
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
    { name: "no-events", summary: "Send callers of the tools only what MCP defines" },
  ],
  load: () => import("../commands/mcp.js"),
  commands: [
    {
      name: "list",
      summary: "List the servers",
      options: [jsonOption],
      load: () => import("../commands/mcp-list.js"),
    },
    {
      name: "get",
      summary: "Show one server",
      options: [jsonOption],
      positionals: nameOf("The server to show"),
      load: () => import("../commands/mcp-get.js"),
    },
    {
      name: "add",
      summary: "Add a server, or replace the one of that name",
      description: "Give the program and its arguments after '--', or the address of a server over HTTP with --url.",
      examples: [
        "codex mcp add docs --env DOCS_DIR=docs -- npx -y docs-server",
        "codex mcp add issues --url https://mcp.example.com/mcp --bearer-token-env-var ISSUES_TOKEN",
      ],
      options: [
        { name: "env", value: "KEY=VALUE", multiple: true, summary: "Set a variable for the program" },
        { name: "url", value: "URL", summary: "The address of a server that speaks streamable HTTP" },
        {
          name: "bearer-token-env-var",
          value: "VARIABLE",
          summary: "The environment variable that holds the token for --url",
        },
        { name: "oauth-client-id", value: "ID", summary: "The client that the issuer of --url knows" },
        { name: "oauth-resource", value: "URL", summary: "The resource that a login at --url asks for" },
      ],
      positionals: [
        ...nameOf("What to call it: letters, digits, - and _"),
        { name: "COMMAND", rest: true, summary: "The program and its arguments" },
      ],
      load: () => import("../commands/mcp-add.js"),
    },
    {
      name: "remove",
      summary: "Remove a server",
      options: [],
      positionals: nameOf("The server to remove"),
      load: () => import("../commands/mcp-remove.js"),
    },
    {
      name: "login",
      summary: "Log in at a server over HTTP",
      options: [
        { name: "scopes", value: "SCOPES", multiple: true, commaSeparated: true, summary: "What to ask for" },
        { name: "no-browser", summary: "Print the address instead of opening it" },
      ],
      positionals: nameOf("The server to log in at"),
      load: () => import("../commands/mcp-login.js"),
    },
    {
      name: "logout",
      summary: "Forget the login at a server",
      options: [],
      positionals: nameOf("The server to log out from"),
      load: () => import("../commands/mcp-logout.js"),
    },
  ],
};
