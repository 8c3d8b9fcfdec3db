import { existsSync } from "node:fs";
import { mkdir, readFile, symlink, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { TemporaryFolder } from "@codex/test-support";
import { expect, it } from "vitest";
import { findImports, homePlace, type ImportPlace, repositoryPlace } from "../../src/index.js";

async function put(folder: string, files: Readonly<Record<string, string | object>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
  }
}

async function importAll(place: ImportPlace): Promise<Record<string, readonly string[]>> {
  const found = await findImports(place);
  for (const one of found) await one.write(one.entries);
  return Object.fromEntries(found.map(({ kind, entries }) => [kind, entries.map(({ source }) => source)]));
}

/** A folder with an empty repository and empty homes. */
async function createPlaces() {
  const folder = new TemporaryFolder();
  const [repository, home, codexHome] = ["work", "home", "codex"].map((name) => path.join(folder.path, name));
  if (repository === undefined || home === undefined || codexHome === undefined) throw new Error("no folders");
  for (const made of [path.join(repository, ".git"), home, codexHome]) await mkdir(made, { recursive: true });
  const read = (name: string) => readFile(path.join(folder.path, name), "utf8");
  const place = await repositoryPlace(repository, codexHome);
  return { folder, repository, home, codexHome, place, read, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

/** A variable in the syntax of the other agent's files. */
const filled = (name: string) => `\${${name}}`;

it("imports a repository's servers that have the same meaning here", async () => {
  using world = await createPlaces();
  const mcpServers = {
    plain: { command: "node", args: ["x"], env: { A: "b", N: 5 } },
    inherited: { command: "node", env: { TOKEN: filled("TOKEN"), OTHER: filled("OTHER:-x") } },
    renamed: { command: "node", env: { A: filled("B") } },
    arguments: { command: "node", args: [filled("A")] },
    web: {
      type: "http",
      url: "http://localhost:9/mcp",
      headers: { Authorization: `Bearer ${filled("TOK")}`, Y: "z", K: filled("KEY") },
    },
    address: { url: "http://localhost:9/mcp" },
    filled: { url: `http://${filled("HOST")}/mcp` },
    old: { type: "sse", url: "http://localhost:9/sse" },
    off: { command: "x", disabled: true },
    "a b": { command: "x" },
    "a\nb": { command: "x" },
    nothing: {},
  };
  await put(world.repository, { ".mcp.json": { mcpServers }, ".codex/config.toml": '# mine\nmodel = "m"\n' });
  expect(await importAll(world.place)).toEqual({ "mcp-servers": ["plain", "inherited", "web", "address", "a b"] });
  expect(await world.read("work/.codex/config.toml")).toBe(`# mine
model = "m"

[mcp_servers.plain]
command = "node"
args = ["x"]

[mcp_servers.plain.env]
A = "b"
N = "5"

[mcp_servers.inherited]
command = "node"
env_vars = ["TOKEN", "OTHER"]

[mcp_servers.web]
url = "http://localhost:9/mcp"
bearer_token_env_var = "TOK"

[mcp_servers.web.http_headers]
Y = "z"

[mcp_servers.web.env_http_headers]
K = "KEY"

[mcp_servers.address]
url = "http://localhost:9/mcp"

[mcp_servers."a b"]
command = "x"
`);
  expect(await importAll(world.place)).toEqual({});
});

it("imports settings, hooks, skills, commands, roles and instructions, and changes nothing that exists", async () => {
  using world = await createPlaces();
  const command = (text: string, more = {}) => ({ hooks: [{ type: "command", command: text, ...more }] });
  await put(world.repository, {
    ".claude/settings.json": {
      env: { X: "new", Y: 1, Z: { no: 1 } },
      sandbox: { enabled: true },
      hooks: {
        PreToolUse: [{ matcher: "Bash", ...command("./check.sh", { timeout: 5 }) }, command("x", { async: true })],
        Stop: [{ hooks: [{ type: "prompt", prompt: "p" }] }],
        Notification: [command("n")],
        PostToolUse: [
          command('"$CLAUDE_PROJECT_DIR"/.claude/hooks/deep/check.sh --all'),
          command("$CLAUDE_PROJECT_DIR/.claude/hooks/../../x.sh"),
        ],
      },
    },
    ".claude/settings.local.json": "{ no json",
    ".codex/config.toml": '[shell_environment_policy.set]\nX = "old"\n',
    ".claude/skills/new/SKILL.md": "---\nname: new\ndescription: d\n---\nNew.\n",
    ".claude/skills/new/scripts/run.sh": "echo\n",
    ".claude/skills/there/SKILL.md": "new",
    ".agents/skills/there/SKILL.md": "old",
    ".claude/commands/plain.md": "---\ndescription: What it does\n---\nDo the plain thing.\n",
    ".claude/commands/sub/deep.md": "Deep.\n",
    ".claude/commands/with-words.md": "Fix $1.\n",
    ".claude/commands/with-output.md": "See !`git status`.\n",
    ".claude/commands/with-file.md": "See @README.md.\n",
    ".claude/agents/rev.md": '---\nname: rev\ndescription: Reviews\ntools: Read\n---\nYou "review".\nWell.\n',
    ".claude/agents/nameless.md": "---\ndescription: d\n---\nx\n",
    ".claude/hooks/deep/check.sh": "#!/bin/sh\n",
    "CLAUDE.md": "Words of the project.\n",
  });
  expect(await importAll(world.place)).toEqual({
    config: [path.join(world.repository, ".claude/settings.json")],
    hooks: ["PreToolUse", "PostToolUse"],
    skills: ["new"],
    commands: ["source-command-plain", "source-command-sub-deep"],
    agents: ["rev"],
    instructions: [path.join(world.repository, "CLAUDE.md")],
  });
  const config = await world.read("work/.codex/config.toml");
  expect(config).toContain('X = "old"');
  expect(config).toContain('Y = "1"');
  expect(config).toContain('inherit = "core"');
  expect(config).toContain('sandbox_mode = "workspace-write"');
  expect(JSON.parse(await world.read("work/.codex/hooks.json"))).toEqual({
    hooks: {
      PreToolUse: [{ matcher: "Bash", hooks: [{ type: "command", command: "./check.sh", timeout: 5 }] }],
      PostToolUse: [
        command(`'${path.join(world.repository, ".codex/hooks/deep/check.sh")}' --all`),
        command("$CLAUDE_PROJECT_DIR/.claude/hooks/../../x.sh"),
      ],
    },
  });
  expect(await world.read("work/.codex/hooks/deep/check.sh")).toBe("#!/bin/sh\n");
  expect(await world.read("work/.agents/skills/new/scripts/run.sh")).toBe("echo\n");
  expect(await world.read("work/.agents/skills/there/SKILL.md")).toBe("old");
  const skill = await world.read("work/.agents/skills/source-command-plain/SKILL.md");
  expect(skill).toMatch(/^---\nname: "source-command-plain"\ndescription: "What it does"\n---\n/);
  expect(skill).toMatch(/\n\nDo the plain thing\.\n$/);
  expect(await world.read("work/.codex/agents/rev.toml")).toContain('name = "rev"\ndescription = "Reviews"\n');
  expect(await world.read("work/AGENTS.md")).toBe("Words of the project.\n");
  expect(await importAll(world.place)).toEqual({});
});

it("imports no hooks that were switched off, and no time limit that would make the file invalid", async () => {
  using world = await createPlaces();
  const stop = (more: object) => ({ Stop: [{ hooks: [{ type: "command", command: "x", ...more }] }] });
  const settings = { hooks: stop({ timeout: 1.5 }) };
  await put(world.repository, {
    ".claude/settings.json": settings,
    ".claude/settings.local.json": { disableAllHooks: true },
  });
  expect(await findImports(world.place)).toEqual([]);
  await put(world.repository, { ".claude/settings.local.json": {} });
  expect(await importAll(world.place)).toEqual({ hooks: ["Stop"] });
  expect(JSON.parse(await world.read("work/.codex/hooks.json"))).toEqual({ hooks: stop({}) });
});

it("imports the effort of a role", async () => {
  using world = await createPlaces();
  const role = (effort: string) => `---\nname: ${effort}\ndescription: d\neffort: ${effort}\n---\nx\n`;
  await put(world.repository, { ".claude/agents/a.md": role("max"), ".claude/agents/b.md": role("unknown") });
  await importAll(world.place);
  expect(await world.read("work/.codex/agents/a.toml")).toContain('model_reasoning_effort = "xhigh"\n');
  expect(await world.read("work/.codex/agents/b.toml")).not.toContain("effort =");
});

it("finds nothing in a folder that does not exist", async () => {
  using world = await createPlaces();
  const place = await repositoryPlace(path.join(world.folder.path, "gone"), world.codexHome);
  expect(await findImports(place)).toEqual([]);
});

it("imports from the user's home folder", async () => {
  using world = await createPlaces();
  await put(world.home, {
    ".claude/CLAUDE.md": "Words of the user.\n",
    ".claude/settings.json": { env: { X: "1" } },
    ".claude/skills/mine/SKILL.md": "---\nname: mine\ndescription: d\n---\n",
    ".claude.json": { mcpServers: { kit: { command: "node" } } },
  });
  await importAll(homePlace(world.home, world.codexHome));
  expect(await world.read("codex/AGENTS.md")).toBe("Words of the user.\n");
  expect(await world.read("codex/config.toml")).toBe(
    '[shell_environment_policy]\ninherit = "core"\n\n[shell_environment_policy.set]\nX = "1"\n\n[mcp_servers.kit]\ncommand = "node"\n',
  );
  expect(existsSync(path.join(world.home, ".agents/skills/mine/SKILL.md"))).toBe(true);
});

it("follows no link of a repository: it neither reads nor writes the user's files through one", async () => {
  using world = await createPlaces();
  const outside = path.join(world.folder.path, "outside");
  await put(outside, { secret: "SECRET", "skill/SKILL.md": "SECRET", "config.toml": "" });
  await put(world.repository, {
    ".claude/skills/s/SKILL.md": "s",
    ".mcp.json": { mcpServers: { m: { command: "x" } } },
  });
  await symlink(path.join(outside, "secret"), path.join(world.repository, "CLAUDE.md"));
  await symlink(path.join(outside, "secret"), path.join(world.repository, ".claude/skills/s/more"));
  await symlink(path.join(outside, "skill"), path.join(world.repository, ".claude/skills/linked"));
  await symlink(outside, path.join(world.repository, ".codex"));
  const found = await findImports(world.place);
  expect(found.map(({ kind, entries }) => [kind, ...entries.map(({ source }) => source)])).toEqual([
    ["mcp-servers", "m"],
    ["skills", "s"],
  ]);
  const [servers, skills] = found;
  await expect(servers?.write(servers.entries)).rejects.toMatchObject({ code: "config-invalid" });
  await skills?.write(skills.entries);
  expect(existsSync(path.join(world.repository, ".agents/skills/s/SKILL.md"))).toBe(true);
  expect(existsSync(path.join(world.repository, ".agents/skills/s/more"))).toBe(false);
  expect(await readFile(path.join(outside, "config.toml"), "utf8")).toBe("");
});

it("copies no skill with a file of terabytes, and says so", async () => {
  using world = await createPlaces();
  await put(world.repository, { ".claude/skills/huge/SKILL.md": "s", ".claude/skills/huge/data": "x" });
  await truncate(path.join(world.repository, ".claude/skills/huge/data"), 8 * 1024 ** 4);
  await expect(importAll(world.place)).rejects.toThrow(/skills\/huge is too large to be copied/);
  expect(existsSync(path.join(world.repository, ".agents/skills/huge"))).toBe(false);
});
