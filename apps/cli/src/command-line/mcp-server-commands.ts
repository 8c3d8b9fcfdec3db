import type { CommandSpec, OptionSpec, PositionalSpec } from "./command-spec.js";

const nameOf = (summary: string): readonly PositionalSpec[] => [{ name: "NAME", required: true, summary }];
const jsonOption = { name: "json", summary: "Print JSON" } as const;

/** Codex has no published document about itself as a client, which `cimd` would name: it registers with each authorization server. */
const registrationOption: OptionSpec = {
  name: "oauth-client-registration",
  value: "METHOD",
  choices: ["auto", "dcr"],
  summary: "How to register with the authorization server: both values mean dynamic registration",
};

const commands: readonly CommandSpec[] = [
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
      { name: "oauth-client-id", value: "ID", summary: "The OAuth client registered with the issuer of --url" },
      {
        name: "oauth-client-secret",
        value: "SECRET",
        summary: "That client's secret, which is kept in config.toml; other users may see it while this command runs",
      },
      { name: "oauth-resource", value: "URL", summary: "The OAuth resource to request when logging in at --url" },
      // The login is a command of its own.
      { ...registrationOption, hidden: true },
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
    summary: "Log in to an HTTP server",
    options: [
      { name: "scopes", value: "SCOPES", multiple: true, commaSeparated: true, summary: "The OAuth scopes to request" },
      {
        name: "no-browser",
        summary: "Print the address instead of opening it, and read the one where the browser ends up",
      },
      registrationOption,
    ],
    positionals: nameOf("The server to log in to"),
    load: () => import("../commands/mcp-login.js"),
  },
  {
    name: "logout",
    summary: "Delete the login of a server",
    options: [],
    positionals: nameOf("The server to log out of"),
    load: () => import("../commands/mcp-logout.js"),
  },
];

/** The subcommands of `codex mcp`, which manage the list of MCP servers. */
export function mcpServerCommands(): readonly CommandSpec[] {
  return commands;
}
