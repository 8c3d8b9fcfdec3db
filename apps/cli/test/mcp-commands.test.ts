import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { runCodex } from "./support/run-codex.js";
import { createWorkspace, type Workspace } from "./support/workspace.js";

const mcpIn = (workspace: Workspace) => async (args: readonly string[]) => {
  const { code: status, stdout, stderr } = await runCodex(workspace, ["mcp", ...args]);
  return { status, stdout, stderr };
};

const configOf = ({ codexHome }: Workspace) => readFile(path.join(codexHome, "config.toml"), "utf8");

test("a server program is added, listed, shown and removed; the rest of config.toml is kept", async () => {
  await using workspace = await createWorkspace({ config: "# mine" });
  const mcp = mcpIn(workspace);
  expect(await mcp(["list"])).toMatchObject({ status: 0, stdout: expect.stringContaining("codex mcp add") });
  const added = await mcp(["add", "docs", "--env", "DOCS=/srv/docs", "--", "node", "server.mjs", "--deep"]);
  expect(added).toEqual({ status: 0, stdout: "Added global MCP server 'docs'.\n", stderr: "" });
  const config = await configOf(workspace);
  expect(config).toContain("# mine");
  expect(config).toMatch(
    /\n\n\[mcp_servers\.docs\]\ncommand = "node"\nargs = \["server\.mjs", "--deep"\]\n\n\[mcp_servers\.docs\.env\]\nDOCS = "\/srv\/docs"\n$/,
  );

  const rows = (await mcp(["list"])).stdout.split("\n").map((line) => line.split(/ {2,}/));
  expect(rows).toEqual([
    ["Name", "Command", "Args", "Env", "Cwd", "Status", "Auth"],
    ["docs", "node", "server.mjs --deep", "DOCS=*****", "-", "enabled", "Unsupported"],
    [""],
  ]);
  expect(JSON.parse((await mcp(["list", "--json"])).stdout)).toEqual([
    {
      name: "docs",
      enabled: true,
      disabled_reason: null,
      transport: {
        type: "stdio",
        command: "node",
        args: ["server.mjs", "--deep"],
        env: { DOCS: "/srv/docs" },
        env_vars: [],
        cwd: null,
      },
      startup_timeout_sec: null,
      tool_timeout_sec: null,
      auth_status: "unsupported",
    },
  ]);
  expect((await mcp(["get", "docs"])).stdout).toBe(
    "docs\n  enabled: true\n  transport: stdio\n  command: node\n  args: server.mjs --deep\n  cwd: -\n" +
      "  env: DOCS=*****\n  remove: codex mcp remove docs\n",
  );
  expect(await mcp(["remove", "docs"])).toMatchObject({ status: 0, stdout: "Removed global MCP server 'docs'.\n" });
  expect(await mcp(["remove", "docs"])).toMatchObject({ status: 0, stdout: "No MCP server named 'docs' found.\n" });
  expect(await configOf(workspace)).not.toMatch(/docs|mcp_servers/);
});

test("a repository's servers are listed and shown once it is trusted", async () => {
  await using workspace = await createWorkspace();
  const mcp = mcpIn(workspace);
  await mkdir(path.join(workspace.cwd, ".codex"));
  await writeFile(
    path.join(workspace.cwd, ".codex/config.toml"),
    '[mcp_servers.theirs]\nurl = "http://127.0.0.1:9/mcp"\nhttp_headers = { authorization = "x" }\nenabled_tools = ["look"]\n',
  );
  expect(JSON.parse((await mcp(["list", "--json"])).stdout)).toEqual([]);
  await writeFile(
    path.join(workspace.codexHome, "config.toml"),
    `${await configOf(workspace)}\n[projects.${JSON.stringify(workspace.cwd)}]\ntrust_level = "trusted"\n`,
  );
  expect(JSON.parse((await mcp(["list", "--json"])).stdout)).toMatchObject([
    { name: "theirs", auth_status: "bearer_token" },
  ]);
  expect((await mcp(["get", "theirs"])).stdout).toBe(
    "theirs\n  enabled: true\n  enabled_tools: look\n  transport: streamable_http\n  url: http://127.0.0.1:9/mcp\n" +
      "  bearer_token_env_var: -\n  http_headers: authorization=*****\n  env_http_headers: -\n  http_headers_helper: -\n" +
      "  remove: codex mcp remove theirs\n",
  );
});

test("an HTTP server is added without its token, and replaces one of its name", async () => {
  await using workspace = await createWorkspace();
  const mcp = mcpIn(workspace);
  await mcp(["add", "issues", "--", "old"]);
  const url = "http://127.0.0.1:9/mcp";
  expect(await mcp(["add", "issues", "--url", url, "--bearer-token-env-var", "ISSUES"])).toMatchObject({ status: 0 });
  expect(JSON.parse((await mcp(["get", "issues", "--json"])).stdout)).toMatchObject({
    transport: { type: "streamable_http", url, bearer_token_env_var: "ISSUES" },
    enabled_tools: null,
  });
  expect((await mcp(["list"])).stdout).toContain("Bearer token");
});

test("a server with a client id of its own gets a table that can be read and edited", async () => {
  await using workspace = await createWorkspace();
  const mcp = mcpIn(workspace);
  await mcp(["add", "issues", "--url", "http://127.0.0.1:9/mcp", "--oauth-client-id", "mine"]);
  expect(await configOf(workspace)).toContain(
    '[mcp_servers.issues]\nurl = "http://127.0.0.1:9/mcp"\n\n[mcp_servers.issues.oauth]\nclient_id = "mine"\n',
  );
});

test("a server's headers are shown by name, and its time to start whichever key says so", async () => {
  await using workspace = await createWorkspace();
  const server = '{ url = "http://127.0.0.1:9/mcp", http_headers = { b = "1", a = "2" }, startup_timeout_ms = 2500 }';
  const { stdout } = await mcpIn(workspace)(["get", "x", "-c", `mcp_servers.x=${server}`]);
  expect(stdout).toContain("http_headers: a=*****, b=*****\n");
  expect(stdout).toContain("startup_timeout_sec: 2.5\n");
});

test("a server whose issuer needs a client id and secret is added with both, and shown without the secret", async () => {
  await using workspace = await createWorkspace();
  const mcp = mcpIn(workspace);
  const client = ["--oauth-client-id", "mine", "--oauth-client-secret", "s3cret"];
  expect(
    await mcp(["add", "issues", "--url", "http://127.0.0.1:9/mcp", ...client, "--oauth-client-registration", "auto"]),
  ).toMatchObject({ status: 0 });
  const file = await readFile(path.join(workspace.codexHome, "config.toml"), "utf8");
  expect(file).toContain('[mcp_servers.issues.oauth]\nclient_id = "mine"\nclient_secret = "s3cret"');
  for (const command of [["list"], ["list", "--json"], ["get", "issues"], ["get", "issues", "--json"]]) {
    const { stdout } = await mcp(command);
    expect(stdout).toContain("issues");
    expect(stdout).not.toContain("s3cret");
  }
});

test.each([
  { args: ["add", "docs"], status: 2 },
  { args: ["add", "docs", "--url", "http://127.0.0.1:9", "--", "program"], status: 2 },
  { args: ["add", "docs", "--env", "nothing", "--", "program"], status: 2 },
  { args: ["add", "docs", "--url", "http://127.0.0.1:9", "--oauth-client-secret", "x"], status: 2 },
  { args: ["add", "docs", "--url", "http://127.0.0.1:9", "--oauth-client-registration", "cimd"], status: 2 },
  { args: ["login", "docs", "--oauth-client-registration", "cimd"], status: 2 },
  { args: ["add", "a name", "--", "program"], status: 1 },
  { args: ["add", "constructor", "--", "program"], status: 1 },
  { args: ["add", "docs", "--env", " =x", "--", "program"], status: 2 },
  { args: ["logout", "program", "-c", 'mcp_servers.program.command="x"'], status: 1 },
  { args: ["get", "nobody"], status: 1 },
  { args: ["login", "nobody"], status: 1 },
  { args: ["logout", "nobody"], status: 1 },
])("codex mcp $args ends with $status and says why", async ({ args, status }) => {
  await using workspace = await createWorkspace();
  const before = await configOf(workspace);
  const result = await mcpIn(workspace)(args);
  expect(result).toMatchObject({ status, stdout: "", stderr: expect.stringMatching(/^error: /) });
  expect(await configOf(workspace)).toBe(before);
});

test("names may have the usual characters, variables are named, and the command line's servers are shown", async () => {
  await using workspace = await createWorkspace();
  const mcp = mcpIn(workspace);
  expect(await mcp(["add", "@team/docs.v2", "--env", "Z=1", "--env", " A =2", "--", "x"])).toMatchObject({ status: 0 });
  expect(await configOf(workspace)).toContain('[mcp_servers."@team/docs.v2".env]\nA = "2"\nZ = "1"\n');
  const listed = await mcp(["list", "--json", "-c", 'mcp_servers.flag.command="y"']);
  expect(JSON.parse(listed.stdout).map(({ name }: { name: string }) => name)).toEqual(["@team/docs.v2", "flag"]);
  await mcp(["remove", "@team/docs.v2"]);
  expect(await configOf(workspace)).not.toContain("docs");
});

test("an invalid server is named, with its file", async () => {
  await using workspace = await createWorkspace();
  const file = path.join(workspace.codexHome, "config.toml");
  await writeFile(file, "[mcp_servers.odd]\nargs = []\n");
  const { status, stderr } = await mcpIn(workspace)(["list"]);
  expect(status).toBe(1);
  expect(stderr).toContain("mcp_servers.odd");
  expect(stderr).toContain(file);
});
