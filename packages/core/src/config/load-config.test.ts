import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import { parseCliOverride } from "./cli-override.js";
import type { Config } from "./config.js";
import type { ConfigOverrides } from "./config-sources.js";
import { loadConfig } from "./load-config.js";

async function withHome<T>(toml: string, use: (home: string) => Promise<T>): Promise<T> {
  using home = new TemporaryFolder();
  await writeFile(home.at("config.toml"), toml);
  return await use(home.path);
}

interface Given {
  readonly cli?: readonly string[];
  readonly overrides?: ConfigOverrides;
}

function load(toml: string, { cli = [], overrides = {} }: Given = {}): Promise<Config> {
  return withHome(toml, (home) =>
    loadConfig({
      codexHome: home,
      cwd: home,
      env: { HOME: "/home/of/user" },
      cliOverrides: cli.map(parseCliOverride),
      overrides,
    }),
  );
}

async function failure(toml: string, given: Given = {}): Promise<string> {
  return load(toml, given).then(
    () => "no error",
    (error: Error) => error.message.replace(/\/\S*config\.toml/g, "config.toml"),
  );
}

test("settings of other versions cause neither errors nor warnings", async () => {
  const toml = [
    "suppress_unstable_features_warning = true",
    "allow_symlinked_codex_home = true",
    "[notice]",
    "hide_full_access_warning = true",
    "[features]",
    "multi_agent_v2 = { enabled = true, max_concurrent_threads_per_session = 4 }",
    "goals = { max_goal_token_budget = 5 }",
    "undo = false",
    "[agents]",
    'default_subagent_reasoning_effort = "low"',
    "interrupt_message = false",
  ];
  const { warnings, features, agents } = await load(toml.join("\n"));
  expect(warnings).toEqual([]);
  expect(features).toEqual({ multi_agent_v2: true, goals: false, undo: false });
  expect(agents).toMatchObject({ defaultEffort: "low", roles: [] });
  expect(await failure('[features]\nundo = "no"')).toMatch("`features.undo` cannot be");
});

test("allowed logins", async () => {
  expect((await load("")).loginLimits).toEqual({});
  const both = 'forced_login_method = "chatgpt"\nforced_chatgpt_workspace_id = ["one", "two"]';
  expect((await load(both)).loginLimits).toEqual({ method: "chatgpt", workspaces: ["one", "two"] });
  const { loginLimits } = await load('forced_login_method = "api"\nforced_chatgpt_workspace_id = "one"');
  expect(loginLimits).toEqual({ method: "apikey", workspaces: ["one"] });
  expect(await failure('forced_login_method = "both"')).toMatch("must be one of chatgpt, api");
  expect(await failure('forced_chatgpt_workspace_id = "one,two"')).toMatch(
    "must be a single id; use a list for several",
  );
});

test("numbers outside their bounds are refused", async () => {
  expect(await failure("limits.max_turns = 0")).toMatch("`limits.max_turns` must be more than 0, not 0");
  const provider = '[model_providers.x]\nname = "x"\nrequest_max_retries = -1';
  expect(await failure(provider)).toMatch("must be at least 0, not -1");
  expect(await failure("mcp_oauth_callback_port = 70000")).toMatch("must be at most 65535, not 70000");
});

test("an empty model name is refused, wherever it is set", async () => {
  const said = "model: the name is empty: name a model, or leave it out for the default one";
  expect(await failure('model = ""')).toBe(said);
  expect(await failure("", { cli: ["model="] })).toBe(said);
  expect(await failure('model = "o3"', { overrides: { model: " " } })).toBe(said);
});

test.each([
  ['theme = "dracula"', '`tui.theme` must be one of auto, dark, light, safe, not "dracula"'],
  ['notifications = ["agent-turn-complete", "newer"]', "`tui.notifications` cannot be a list"],
  ['notification_method = "flash"', "`tui.notification_method` must be one of auto, osc9, bell, bel"],
])("chat settings of other Codex versions are ignored with a warning: %s", async (line, word) => {
  const { tui, warnings } = await load(`[tui]\n${line}\nplain = true`);
  expect(warnings).toEqual([expect.stringContaining(word)]);
  expect(warnings[0]).toContain("config.toml:2: ");
  expect(tui).toMatchObject({ theme: "auto", notificationMethod: "auto", plain: true });
});

test("a table given with `-c` is merged into that of the file; any other value replaces it", async () => {
  const toml = '[features]\ngoals = true\nshell_tool = true\n[mcp_servers.a]\ncommand = "one"\nargs = ["x"]';
  const cli = ["features={shell_tool=false}", 'mcp_servers={a={args=["y"]},b={command="two"}}'];
  const { features, mcpServers } = await load(toml, { cli });
  expect(features).toEqual({ goals: true, shell_tool: false });
  expect(mcpServers).toMatchObject({ a: { command: "one", args: ["y"] }, b: { command: "two" } });
});

test("in a keymap with keys of another version, the other keys apply", async () => {
  const { tui, warnings } = await load('[tui.keymap]\n"ctrl-x" = "transcript"\n[tui.keymap.global]\nsubmit = "enter"');
  expect(tui.keymap).toEqual({ "ctrl-x": "transcript" });
  expect(warnings).toEqual([expect.stringContaining("`tui.keymap.global` must be a text in quotes")]);
});

test("if one error is fatal, all errors are reported", async () => {
  const said = await failure('model = 5\n[tui]\ntheme = "dracula"');
  expect(said).toContain("`model` must be a text");
  expect(said).toContain("`tui.theme` must be one of");
  expect(await failure("tui = 5")).toContain("`tui` must be a table");
});

test("a profile with restrictions that would have no effect is refused only when it is chosen", async () => {
  const toml = (lines: string) => `sandbox_mode = "danger-full-access"\n[profiles.careful]\nmodel = "m"\n${lines}`;
  const chosen = { overrides: { profile: "careful" } };
  const readOnly = toml('sandbox_mode = "read-only"');
  expect((await load(readOnly, chosen)).sandboxPolicy).toEqual({ mode: "read-only" });
  expect((await load(readOnly)).sandboxPolicy).toEqual({ mode: "danger-full-access" });
  const others = ["features.shell_tool = false", 'shell_environment_policy = { inherit = "none" }'];
  for (const lines of others) {
    const word = /`profiles\.careful\.[\w.]+` cannot be set in a profile: write it into careful\.config\.toml/;
    expect(await failure(toml(lines), chosen)).toMatch(word);
    expect(await failure(toml(lines), { cli: ["profile=careful"] })).toMatch(word);
    expect((await load(toml(lines))).model).toBe("gpt-5");
  }
  const harmless = await load(toml("hide_agent_reasoning = true"), chosen);
  expect(harmless.model).toBe("m");
});

test("without a file everything has its default", async () => {
  using home = new TemporaryFolder();
  const config = await loadConfig({
    codexHome: home.at("none"),
    cwd: home.path,
    env: {},
    cliOverrides: [],
    overrides: {},
  });
  expect(config).toMatchObject({
    model: "gpt-5",
    modelProviderId: "openai",
    approvalPolicy: "on-request",
    sandboxPolicy: { mode: "read-only" },
    modelReasoningEffort: "medium",
    modelReasoningSummary: "auto",
    projectDocMaxBytes: 32_768,
    projectDocNames: ["AGENTS.override.md", "AGENTS.md"],
    history: { persistence: "save-all" },
    fileOpener: "vscode",
    checkForUpdates: false,
    tui: {
      theme: "auto",
      notifications: ["agent-turn-complete", "approval-requested"],
      notificationMethod: "auto",
      notificationCondition: "unfocused",
      animations: true,
      plain: false,
      keymap: {},
    },
    responsesOriginator: "codex_cli_rs",
    preferredAuthMethod: "chatgpt",
    credentialStore: "file",
    cwd: home.path,
    warnings: [],
  });
});

const layers = 'model = "from-file"\nprofile = "p"\n[profiles.p]\nmodel = "from-profile"\n[profiles.q]\n';

test.each([
  ["the file", { overrides: { profile: "q" } }, "from-file"],
  ["the profile", {}, "from-profile"],
  ["-c", { cli: ["model=from-cli"] }, "from-cli"],
  ["a flag", { cli: ["model=from-cli"], overrides: { model: "from-flag" } }, "from-flag"],
])("precedence: %s", async (_, given, model) => {
  expect((await load(layers, given)).model).toBe(model);
});

test("errors name the file, the line, the key and the probable meaning", async () => {
  expect(await failure('model = "x"\napproval_policy = "on-requst"\n')).toBe(
    'config.toml:2: `approval_policy` must be one of untrusted, on-failure, on-request, never, not "on-requst"; did you mean "on-request"?',
  );
  expect(await failure("[mcp_servers.kit]\ncommand = 7\n")).toBe(
    "config.toml:2: `mcp_servers.kit.command` must be a text in quotes, not 7",
  );
  expect(await failure("[mcp_servers.kit]\nargs = []\n")).toBe(
    "config.toml:1: `mcp_servers.kit` needs either `command` or `url`",
  );
  expect(await failure("", { cli: ["sandbox_mode=workspace"] })).toContain(
    "-c sandbox_mode: `sandbox_mode` must be one of",
  );
  expect(await failure('mcp_oauth_credentials_store = "keyring"')).toContain(
    '`mcp_oauth_credentials_store` must be one of file, auto, not "keyring"',
  );
  expect(await failure("a = 1\nthis is not toml\n")).toMatch(/^config\.toml:2: /);
  expect(await failure("", { overrides: { profile: "nope" } })).toBe("config profile `nope` not found");
  expect(await failure("[profiles.quick]", { overrides: { profile: "qick" } })).toBe(
    "config profile `qick` not found; did you mean `quick`?",
  );
  expect(await failure('model_provider = "opnai"')).toBe("Model provider `opnai` not found; did you mean `openai`?");
});

test("what lacks a key is named: the table's line, or the -c value", async () => {
  const missing = "`model_providers.m.name` is missing";
  expect(await failure('x = 1\n[model_providers.m]\nbase_url = "http://h"')).toBe(`config.toml:2: ${missing}`);
  expect(await failure("", { cli: ["model_providers.m.base_url=http://h"] })).toBe(
    `-c model_providers.m.base_url: ${missing}`,
  );
});

test("unknown keys are reported with their line", async () => {
  const { warnings } = await load('modle = "x"\n[profiles.p]\nnotify = []\n[mcp_servers.a]\ncommand = "x"\nagrs = []');
  expect(warnings.map((warning) => warning.replace(/^\S*config/, "config"))).toEqual([
    "config.toml:1: `modle` is not a setting and has no effect; did you mean `model`?",
    "config.toml:3: `profiles.p.notify` has no effect: `notify` cannot be set in a profile",
    "config.toml:6: `mcp_servers.a.agrs` is not a setting and has no effect; did you mean `mcp_servers.a.args`?",
  ]);
});

test("settings of other versions are named in one sentence; strict runs refuse them", async () => {
  const toml = 'personality = "friendly"\nmodle = "x"\n[plugins."a@b"]\nenabled = true\n[desktop]\nx = 1';
  const { warnings } = await load(toml);
  expect(warnings).toEqual([
    expect.stringContaining("`modle` is not a setting"),
    "settings of other Codex versions have no effect here: `personality`, `plugins`, `desktop`",
  ]);
  await withHome(toml, (home) =>
    expect(
      loadConfig({ codexHome: home, cwd: home, env: {}, cliOverrides: [], isStrict: true, overrides: {} }),
    ).rejects.toThrow("`desktop` is not a setting"),
  );
});

test("the folder of log files is relative to Codex's home", async () => {
  await withHome('log_dir = "logs"', async (codexHome) => {
    const config = await loadConfig({ codexHome, cwd: "/", env: {}, cliOverrides: [], overrides: {} });
    expect(config.logFolder).toBe(path.join(codexHome, "logs"));
  });
  expect((await load('log_dir = "~/logs"')).logFolder).toBe("/home/of/user/logs");
});

test("an unknown effort is sent to the server, with a warning", async () => {
  const { modelReasoningEffort, warnings } = await load('model_reasoning_effort = "xhigh"');
  expect(modelReasoningEffort).toBe("xhigh");
  expect(warnings).toEqual([expect.stringContaining('`model_reasoning_effort` is "xhigh", not one of minimal,')]);
  expect((await load('model_reasoning_effort = "high"')).warnings).toEqual([]);
});

test("keys of MCP servers that later versions have", async () => {
  const { mcpServers } = await load(
    [
      "[mcp_servers.a]",
      'command = "x"',
      'env_vars = ["ONE", { name = "TWO", source = "local" }]',
      "startup_timeout_ms = 15000",
      'enabled_tools = ["look"]',
      'disabled_tools = ["wipe"]',
      "[mcp_servers.b]",
      'url = "http://localhost:1/"',
      "startup_timeout_ms = 15000",
      "startup_timeout_sec = 2",
    ].join("\n"),
  );
  expect(mcpServers["a"]).toMatchObject({
    inheritedVariables: ["ONE", "TWO"],
    startupTimeoutMs: 15_000,
    enabledTools: ["look"],
    disabledTools: ["wipe"],
  });
  expect(mcpServers["b"]).toMatchObject({ startupTimeoutMs: 2000 });
});

test("a server that another agent's key disables is disabled", async () => {
  const servers = ["disabled = true", "disabled = false", "enabled = true\ndisabled = true"];
  const toml = servers.map((lines, index) => `[mcp_servers.s${index}]\ncommand = "x"\n${lines}`);
  expect(Object.keys((await load(toml.join("\n"))).mcpServers)).toEqual(["s1"]);
});

test("a token in the configuration is refused with the place for it", async () => {
  const said = await failure('[mcp_servers.a]\nurl = "http://localhost:1/"\nbearer_token = "s3cret"');
  expect(said).toBe(
    "config.toml:3: `mcp_servers.a.bearer_token` is not the place for a secret: name a variable with `bearer_token_env_var`",
  );
});

test("-c values are TOML, otherwise text; dotted keys set values in tables", async () => {
  expect(parseCliOverride("a.b=1")).toEqual(["a.b", 1]);
  expect(parseCliOverride("a=[1, 'x']")).toEqual(["a", [1, "x"]]);
  expect(parseCliOverride('a={"b":1}')).toEqual(["a", '{"b":1}']);
  expect(parseCliOverride(" model = o3 ")).toEqual(["model", "o3"]);
  expect(parseCliOverride("a='x=y'")).toEqual(["a", "x=y"]);
  const config = await load("[sandbox_workspace_write]\nnetwork_access = true", {
    cli: [
      "sandbox_mode=workspace-write",
      'sandbox_workspace_write.writable_roots=["/x"]',
      'projects."/a.b".trust_level=trusted',
    ],
    overrides: { addDirs: ["more"] },
  });
  expect(config.sandboxPolicy).toEqual({
    mode: "workspace-write",
    writable_roots: ["/x", path.join(config.cwd, "more")],
    network_access: true,
    exclude_tmpdir_env_var: false,
    exclude_slash_tmp: false,
  });
});

test("a leading ~ in a path is the user's home", async () => {
  const config = await load(
    'sandbox_mode = "workspace-write"\n[sandbox_workspace_write]\nwritable_roots = ["~/cache", "~", "a~/b"]\nallow_unix_sockets = ["~/s"]',
    { overrides: { addDirs: ["~/more"] } },
  );
  expect(config.sandboxPolicy).toMatchObject({
    writable_roots: ["/home/of/user/cache", "/home/of/user", path.join(config.cwd, "a~/b"), "/home/of/user/more"],
  });
  expect(config.unixSockets).toEqual(["/home/of/user/s"]);
});

test("trust in a repository applies to its folders", async () => {
  await withHome("", async (home) => {
    await mkdir(path.join(home, "repo/.git"), { recursive: true });
    await mkdir(path.join(home, "repo/sub"));
    await writeFile(path.join(home, "repo/.git/HEAD"), "ref: refs/heads/main\n");
    const sources = { codexHome: home, cwd: path.join(home, "repo/sub"), env: {}, overrides: {} };
    const key = JSON.stringify(path.join(home, "repo"));
    const trusted = await loadConfig({ ...sources, cliOverrides: [[`projects.${key}.trust_level`, "trusted"]] });
    expect(trusted.trustLevel).toBe("trusted");
    expect((await loadConfig({ ...sources, cliOverrides: [] })).trustLevel).toBeUndefined();
  });
});

test("a project's own files change no setting", async () => {
  await withHome("", async (home) => {
    const hostile = '[mcp_servers.x]\ncommand = "touch"\nargs = ["PWN"]\n';
    await mkdir(path.join(home, "project/.codex"), { recursive: true });
    await writeFile(
      path.join(home, "project/.codex/config.toml"),
      `notify = ["touch", "PWN"]\nmodel = "x"\n${hostile}`,
    );
    const sources = { codexHome: home, env: {}, cliOverrides: [], overrides: {} };
    const inside = await loadConfig({ ...sources, cwd: path.join(home, "project") });
    const outside = await loadConfig({ ...sources, cwd: home });
    expect({ ...inside, cwd: home, project: outside.project }).toEqual(outside);
  });
});

test("commands do not get variables that the configuration uses for credentials", async () => {
  const config = await load(`
[model_providers.acme]
name = "Acme"
base_url = "http://localhost/v1"
env_key = "ACME"
env_http_headers = { "X-User" = "USER", "X-Team" = "ACME_TEAM" }

[mcp_servers.wiki]
url = "http://localhost/mcp"
bearer_token_env_var = "WIKI"
env_http_headers = { "X-Wiki" = "WIKI_2" }
`);
  const { logins = [] } = config.shellEnvironmentPolicy;
  expect(logins).toEqual(expect.arrayContaining(["ACME", "ACME_TEAM", "WIKI", "WIKI_2"]));
  expect(logins).not.toContain("USER");
});

test.each([
  ['[model_providers.x]\nexperimental_bearer_token = "s3cret-value\n', "`experimental_bearer_token = …`"],
  ['[mcp_servers.x]\nhttp_headers = { "X-Api-Key" = s3cret-value }\n', "`http_headers = …`"],
  ['model = "a" "https://me:s3cret-value@host"\n', "`model = …`"],
  ['[model_providers.x]\nname = "x"\nhttp_headers = "Bearer s3cret-value"\n', "must be a table, not a text"],
  ['[model_providers.x]\nname = "x"\nrequest_max_retries = "sk-s3cret-value"\n', "must be a number, not a text"],
])("an error message does not contain the credential: %s", async (toml, said) => {
  const message = await failure(toml);
  expect(message).toContain(said);
  expect(message).not.toContain("s3cret");
});

test("local providers are known by name, unless a table of that name replaces them", async () => {
  const provider = async (toml: string) => (await load(toml)).modelProvider;
  expect(await provider('model_provider = "lmstudio"')).toMatchObject({ base_url: "http://localhost:1234/v1" });
  expect(await provider('model_provider = "ollama"')).toMatchObject({ base_url: "http://localhost:11434/v1" });
  const own = '[model_providers.ollama]\nname = "Mine"\nbase_url = "http://server/v1"\n';
  expect(await provider(`model_provider = "ollama"\n${own}`)).toMatchObject({
    name: "Mine",
    base_url: "http://server/v1",
  });
});

test("an originator that no header can hold does not count", async () => {
  const named = async (name: string) =>
    (await load(`responses_originator_header_internal_override = ${JSON.stringify(name)}`)).responsesOriginator;
  expect(await named("my program")).toBe("my program");
  for (const name of ["my\nprogram", "prögram", "\u0001", ""]) expect(await named(name)).toBe("codex_cli_rs");
});
