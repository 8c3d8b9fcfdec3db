import * as z from "zod/mini";
import { setting } from "../../setting.js";

const positive = () => z.number().check(z.positive());
const port = () => z.int().check(z.minimum(1), z.maximum(65_535));

const McpApprovalModeSchema = z.enum(["auto", "prompt", "writes", "approve"]);
/** Which calls of a server's tools need the user's approval. */
export type McpApprovalMode = z.infer<typeof McpApprovalModeSchema>;

/** `[mcp_servers.NAME]`, as written: a program (`command`) or a URL (`url`). */
export const McpServerTomlSchema = z
  .object({
    command: setting(z.string(), "The program to run; it speaks MCP on its standard input and output."),
    args: setting(z.array(z.string()), "Its arguments."),
    env: setting(z.record(z.string(), z.string()), "Variables to set on top of the few that a server inherits."),
    env_vars: setting(
      z.array(z.union([z.string(), z.object({ name: z.string(), source: z.optional(z.enum(["local", "remote"])) })])),
      "Names of more variables that the server inherits, except those whose `source` is `remote`.",
    ),
    cwd: setting(z.string(), "The folder to run in. Default: the working directory."),
    url: setting(z.string(), "Address of a server that speaks streamable HTTP, instead of `command`."),
    bearer_token_env_var: setting(
      z.string(),
      "The environment variable that holds the bearer token for `url`; the token itself never belongs in this file.",
    ),
    bearer_token: setting(
      z.never("is not the place for a secret: name a variable with `bearer_token_env_var`"),
      "Refused: the token never belongs in this file.",
    ),
    http_headers: setting(z.record(z.string(), z.string()), "Headers to send to `url`."),
    env_http_headers: setting(
      z.record(z.string(), z.string()),
      "Headers to send to `url` whose values are read from the environment variables named here.",
    ),
    http_headers_helper: setting(
      z.string(),
      "A command that prints more headers for `url` as one JSON object; a shell runs it before each session with the server.",
    ),
    startup_timeout_sec: setting(
      positive(),
      "How long the server may take to start and list its tools. Default: `10`.",
    ),
    startup_timeout_ms: setting(positive(), "The same in milliseconds; `startup_timeout_sec` takes precedence."),
    tool_timeout_sec: setting(positive(), "How long one call of a tool may take. Default: `3600`."),
    enabled_tools: setting(
      z.array(z.string()),
      "The only tools to offer, by the server's own names or as the model sees them (`SERVER__TOOL`). Default: all.",
    ),
    disabled_tools: setting(z.array(z.string()), "Tools not to offer, even if they are in `enabled_tools`."),
    default_tools_approval_mode: setting(
      McpApprovalModeSchema,
      "Which calls of its tools need your approval: `prompt` (all), `writes` (all except those of tools that declare themselves read-only), `approve` (none) or `auto` (depends on `approval_policy` and the tool's own hints). Default: `auto`.",
    ),
    tools: setting(
      z.record(
        z.string(),
        z.object({
          approval_mode: setting(McpApprovalModeSchema, "As `default_tools_approval_mode`, for this tool."),
          output_token_limit: setting(
            z.int().check(z.positive()),
            "How much of a result the model gets, in tokens of about 4 bytes; the complete result is saved in a file.",
          ),
        }),
      ),
      "Settings of single tools, by the server's own names.",
    ),
    supports_parallel_tool_calls: setting(
      z.boolean(),
      "`true` runs several calls of one answer in parallel. Default: `false`: only those of tools that declare themselves read-only.",
    ),
    enabled: setting(z.boolean(), "`false` disables the server. Default: `true`."),
    disabled: setting(z.boolean(), "`true` disables the server, too: other agents write it so."),
    required: setting(
      z.boolean(),
      "`true` refuses to start a session without it. Default: `false`: a server that does not start only causes a warning.",
    ),
    scopes: setting(
      z.array(z.string()),
      "The scopes to request in a login at `url`. Default: those that the server names.",
    ),
    oauth: setting(
      z.strictObject({
        client_id: setting(z.string(), "The id of a client registered with the issuer. Default: Codex registers one."),
        client_secret: setting(z.string().check(z.minLength(1)), "The secret of that client, if it has one."),
        callback_url: setting(
          z.string(),
          "The URL that the issuer redirects the browser to; it must lead to `callback_port` on this machine.",
        ),
        callback_port: setting(port(), "The local port for the browser's callback. Default: any free port."),
      }),
      "How to log in at `url`.",
    ),
    oauth_resource: setting(z.string(), "The resource requested in a login. Default: the one that the server names."),
    auth: setting(z.string(), "How to log in at `url`; only `oauth` is supported."),
    environment_id: setting(z.string(), "Where the server runs; only `local` is supported."),
    name: setting(z.string(), "Has no effect; earlier versions wrote it."),
  })
  .check(({ value, issues }) => {
    for (const { key, message } of faults(value)) {
      issues.push({ code: "custom", input: value, message, ...(key === undefined ? {} : { path: [key] }) });
    }
  });
export type McpServerToml = z.infer<typeof McpServerTomlSchema>;

/** Keys that are valid for only one kind of server. */
const ONLY_FOR_PROGRAMS = ["args", "env", "env_vars", "cwd"] as const;
const ONLY_FOR_URLS = [
  "bearer_token_env_var",
  "http_headers",
  "env_http_headers",
  "http_headers_helper",
  "oauth",
  "oauth_resource",
  "auth",
] as const;

function* faults(server: Readonly<Record<string, unknown>>): Iterable<{ key?: string; message: string }> {
  const isProgram = server["command"] !== undefined;
  if (isProgram === (server["url"] !== undefined)) {
    yield { message: "needs either `command` or `url`" };
    return;
  }
  for (const key of isProgram ? ONLY_FOR_URLS : ONLY_FOR_PROGRAMS) {
    if (server[key] !== undefined) yield { key, message: `is for servers with \`${isProgram ? "url" : "command"}\`` };
  }
  const helper = server["http_headers_helper"];
  if (typeof helper === "string" && helper.trim() === "")
    yield { key: "http_headers_helper", message: "must not be empty" };
}

/** Keys at the top level of `config.toml` that apply to the logins at all servers. */
export const SharedLoginSchema = z.object({
  mcp_oauth_credentials_store: setting(
    // Differs from codex-rs: no `keyring`. An unattended session must be able to renew its login, but a locked keyring needs a user; and a
    // login renewed under a lock must be stored where all processes find it.
    z.enum(["file", "auto"]),
    "Where logins at MCP servers are stored: `file` is `.credentials.json`, which only you can read, and `auto` means the same. `keyring` is not supported.",
  ),
  mcp_oauth_callback_port: setting(
    port(),
    "The local port for the browser's callback in a login at an MCP server. Default: any free port.",
  ),
  mcp_oauth_callback_url: setting(
    z.string(),
    "The URL that issuers redirect the browser to; it must lead to `mcp_oauth_callback_port` on this machine.",
  ),
});
export type SharedLogin = z.infer<typeof SharedLoginSchema>;
