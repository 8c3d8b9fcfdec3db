import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { sse, startModelServer } from "@codex/test-support";
import { expect, it } from "vitest";
import { runCodex } from "../support/run-codex.js";
import { createWorkspace, type Workspace } from "../support/workspace.js";

/** Everything that a repository can bring along for Codex, each with the word THEIRS, and hooks that leave a file. */
async function plantEverything({ cwd }: Workspace): Promise<void> {
  const ran = path.join(cwd, "hook-ran");
  const hooks = { UserPromptSubmit: [{ hooks: [{ type: "command", command: `touch ${ran}` }] }] };
  const skill = "---\nname: planted\ndescription: THEIRS of a skill\n---\nTHEIRS in a skill.\n";
  const role = 'name = "planted"\ndescription = "THEIRS of a role"\ndeveloper_instructions = "THEIRS"\n';
  const files = {
    ".agents/skills/planted/SKILL.md": skill,
    ".codex/skills/planted-too/SKILL.md": skill.replace("planted", "planted-too"),
    ".codex/agents/planted.toml": role,
    ".codex/prompts/planted.md": "THEIRS in a prompt\n",
    ".codex/rules/team.rules": 'prefix_rule(["echo"], decision = "forbidden", justification = "THEIRS")\n',
    ".codex/hooks.json": JSON.stringify({ hooks }),
    ".codex/config.toml": `developer_instructions = "THEIRS in the configuration"
[[hooks.UserPromptSubmit]]
[[hooks.UserPromptSubmit.hooks]]
type = "command"
command = "touch ${ran}"
[agents.planted-too]
description = "THEIRS of a role"
`,
  };
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(cwd, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

/** Runs a turn with a command; what the model was told, and whether a hook ran. */
async function runTurn(workspace: Workspace, model: Awaited<ReturnType<typeof startModelServer>>) {
  const words = "use $planted, $planted-too and /prompts:planted";
  const { code } = await runCodex(workspace, [
    "exec",
    "-c",
    "agents.enabled=true",
    "--dangerously-bypass-hook-trust",
    words,
  ]);
  expect(code).toBe(0);
  const told = JSON.stringify(model.requests.slice(-2).map(({ body }) => body));
  return { told, hookRan: existsSync(path.join(workspace.cwd, "hook-ran")) };
}

const turn = () => [sse.shell(["echo", "said"]), sse.say("done")];

it("gets none of its skills, hooks, rules, roles, prompts and settings read", async () => {
  await using model = await startModelServer(turn());
  await using workspace = await createWorkspace({ model });
  await plantEverything(workspace);
  const { told, hookRan } = await runTurn(workspace, model);
  expect(told).not.toContain("THEIRS");
  expect(told).toContain("said\\\\n");
  expect(hookRan).toBe(false);
});

it("gets them read once the user trusts it, but its prompts", async () => {
  await using model = await startModelServer(turn());
  await using workspace = await createWorkspace({ model });
  await plantEverything(workspace);
  const trust = `[projects.${JSON.stringify(workspace.cwd)}]\ntrust_level = "trusted"\n`;
  await writeFile(path.join(workspace.codexHome, "config.toml"), trust, { flag: "a" });
  const { told, hookRan } = await runTurn(workspace, model);
  for (const what of ["of a skill", "in a skill", "of a role", "in the configuration"]) {
    expect(told).toContain(`THEIRS ${what}`);
  }
  expect(told).toContain("exec command rejected: THEIRS");
  expect(told).not.toContain("THEIRS in a prompt");
  expect(hookRan).toBe(true);
});
