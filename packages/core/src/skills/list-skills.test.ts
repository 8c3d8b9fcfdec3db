import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { TemporaryFolder } from "@codex/test-support";
import { afterEach, beforeEach, expect, test } from "vitest";
import { projectAt } from "../../test/support/project-at.js";
import { listSkills } from "./list-skills.js";

let root: TemporaryFolder;
beforeEach(() => {
  root = new TemporaryFolder();
  mkdirSync(root.at("repository/.git"), { recursive: true });
});
afterEach(() => root[Symbol.dispose]());

function put(file: string, text: string): void {
  mkdirSync(path.dirname(root.at(file)), { recursive: true });
  writeFileSync(root.at(file), text);
}

const skill = (name: string, description = `Does ${name}.`) =>
  `---\nname: ${name}\ndescription: ${description}\n---\nBody.\n`;

async function places(
  more: { cwd?: string; isTrusted?: boolean; includeBundled?: boolean; extraRoots?: string[] } = {},
) {
  return {
    codexHome: root.at("codex-home"),
    env: { HOME: root.at("home") },
    trustedFolders: (await projectAt(root.at(more.cwd ?? "repository"), more.isTrusted ?? true)).trustedFolders,
    includeBundled: more.includeBundled ?? true,
    extraRoots: more.extraRoots ?? [],
  };
}

async function found(more: Parameters<typeof places>[0] = {}): Promise<string[]> {
  const { skills } = await listSkills(await places(more));
  return skills
    .filter(({ scope }) => scope !== "admin")
    .map(({ name, scope, path: file }) => `${scope} ${name} ${path.relative(root.path, file)}`);
}

test("skills come from the folders between the repository's root and the thread's, and from the user's folders", async () => {
  put("repository/.agents/skills/greet/SKILL.md", skill("greet"));
  put("repository/.agents/skills/evil.untrusted/SKILL.md", skill("evil"));
  put("repository/.agents/skills/evil.untrusted-2/SKILL.md", skill("evil"));
  put("repository/.codex/skills/of-codex/SKILL.md", skill("of-codex"));
  put("repository/sub/.agents/skills/nested/SKILL.md", skill("nested"));
  put("repository/other/.agents/skills/elsewhere/SKILL.md", skill("elsewhere"));
  put("codex-home/skills/mine/SKILL.md", skill("mine"));
  put("home/.agents/skills/greet/SKILL.md", skill("greet"));
  put("more/extra/SKILL.md", skill("extra"));
  mkdirSync(root.at("repository/sub/inner"));
  expect(await found({ cwd: "repository/sub/inner", extraRoots: [root.at("more")] })).toEqual([
    "repo greet repository/.agents/skills/greet/SKILL.md",
    "repo nested repository/sub/.agents/skills/nested/SKILL.md",
    "repo of-codex repository/.codex/skills/of-codex/SKILL.md",
    "user extra more/extra/SKILL.md",
    "user greet home/.agents/skills/greet/SKILL.md",
    "user mine codex-home/skills/mine/SKILL.md",
  ]);
});

test("an untrusted repository contributes no skills", async () => {
  put("repository/.agents/skills/greet/SKILL.md", skill("greet"));
  expect(await found({ isTrusted: false })).toEqual([]);
});

test("links are followed once; hidden and too deep folders are not searched", async () => {
  put("outside/linked/SKILL.md", skill("linked"));
  put("repository/.agents/skills/.hidden/SKILL.md", skill("hidden"));
  put("repository/.agents/skills/1/2/3/4/5/6/SKILL.md", skill("deep"));
  put("repository/.agents/skills/1/2/3/4/5/6/7/SKILL.md", skill("too-deep"));
  put("repository/.agents/skills/lower/skill.md", skill("lower"));
  put("repository/.agents/skills/SKILL.md", skill("whole"));
  put("repository/.agents/skills/folder/SKILL.md/inner/SKILL.md", skill("inner"));
  symlinkSync(root.at("outside/linked"), root.at("repository/.agents/skills/link"));
  symlinkSync(root.at("outside/linked"), root.at("repository/.agents/skills/again"));
  symlinkSync("..", root.at("repository/.agents/skills/1/loop"));
  expect(await found()).toEqual([
    "repo deep repository/.agents/skills/1/2/3/4/5/6/SKILL.md",
    "repo inner repository/.agents/skills/folder/SKILL.md/inner/SKILL.md",
    "repo linked outside/linked/SKILL.md",
    "repo whole repository/.agents/skills/SKILL.md",
  ]);
  expect((await listSkills(await places())).faults).toEqual([]);
});

test("front matter is parsed leniently, and invalid skills are reported", async () => {
  const files = {
    colon: "---\nname: colon\ndescription: use: when needed\n---\n",
    bracket: "---\nname: bracket\ndescription: [WIP] thing\n---\n",
    folded: "---\ndescription: >\n  two\n  lines\nmetadata:\n  short-description: Short\nnonsense: 1\n---\n",
    signs: "---\nname: signs\ndescription: @at: once\n---\n",
    scalars: "---\nname: 5\ndescription: true\nmetadata:\n---\n",
    windows: "---\r\nname: windows\r\ndescription: x\r\n---\r\n",
    "no-front-matter": "words\n",
    "no-description": "---\nname: y\n---\n",
    "bad-yaml": "---\nname: [\n---\n",
    "long-name": skill("n".repeat(65)),
    "not-closed": "---\nname: y\ndescription: x\n",
    "no-table": "---\nname: y\ndescription: x\nmetadata: words\n---\n",
    bomb: `---\ndescription: x\na: &a [x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b]\n---\n`,
  };
  for (const [folder, text] of Object.entries(files)) put(`repository/.agents/skills/${folder}/SKILL.md`, text);
  const { skills, faults } = await listSkills(await places());
  expect(
    skills
      .filter(({ scope }) => scope === "repo")
      .map(({ name, description, shortDescription }) => [name, description, shortDescription]),
  ).toEqual([
    ["5", "true", undefined],
    ["bracket", "[WIP] thing", undefined],
    ["colon", "use: when needed", undefined],
    ["folded", "two lines", "Short"],
    ["signs", "@at: once", undefined],
    ["windows", "x", undefined],
  ]);
  expect(faults.map((fault) => path.basename(path.dirname(fault.path))).sort()).toEqual([
    "bad-yaml",
    "bomb",
    "long-name",
    "no-description",
    "no-front-matter",
    "no-table",
    "not-closed",
  ]);
});

test("settings for front ends next to a skill are read; icons outside of its folder are ignored", async () => {
  put("codex-home/skills/a/SKILL.md", skill("a"));
  put(
    "codex-home/skills/a/agents/openai.yaml",
    "interface:\n  display_name: A\n  icon_small: ./a.png\n  icon_large: ../../auth.json\npolicy:\n  allow_implicit_invocation: false\ndependencies:\n  tools:\n    - {type: mcp, value: kit}\n    - {type: mcp}\n",
  );
  const { skills } = await listSkills(await places());
  expect(skills[0]).toMatchObject({
    allowsImplicitUse: false,
    metadata: {
      interface: { displayName: "A", iconSmall: root.at("codex-home/skills/a/a.png"), iconLarge: undefined },
      tools: [{ type: "mcp", value: "kit" }],
    },
  });
});

test("the user disables skills by path or by name; the last setting wins", async () => {
  put("codex-home/skills/a/SKILL.md", skill("a"));
  put("codex-home/skills/b/SKILL.md", skill("b"));
  const b = root.at("codex-home/skills/b/SKILL.md");
  const switches = [
    { name: "a", enabled: false },
    { path: b, enabled: false },
    { path: b, enabled: true },
  ];
  const { skills } = await listSkills(await places(), switches);
  expect(skills.slice(0, 2).map(({ name, enabled }) => [name, enabled])).toEqual([
    ["a", false],
    ["b", true],
  ]);
});

test("bundled skills are left out if the user disables them", async () => {
  put("codex-home/skills/.system/tool/SKILL.md", skill("tool"));
  expect(await found()).toEqual(["system tool codex-home/skills/.system/tool/SKILL.md"]);
  expect(await found({ includeBundled: false })).toEqual([]);
});
