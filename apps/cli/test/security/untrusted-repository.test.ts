import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { sse, startModelServer } from "@codex/test-support";
import { describe, expect, it } from "vitest";
import { FRONT_ENDS, type FrontEnd } from "../support/front-ends.js";
import { runCodex } from "../support/run-codex.js";
import { createWorkspace, type Workspace } from "../support/workspace.js";

/** Everything that a repository can contain for Codex, each with the word THEIRS, and hooks that leave a file. */
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

type Level = "trusted" | "untrusted" | "undecided";

/** Records that the user has reviewed the hooks, and whether the repository is trusted. */
async function decide({ cwd, codexHome, ...workspace }: Workspace, level: Level): Promise<void> {
  const project = (trust: string) => `[projects.${JSON.stringify(cwd)}]\ntrust_level = "${trust}"\n`;
  const file = path.join(codexHome, "config.toml");
  const before = await readFile(file, "utf8");
  await writeFile(file, before + project("trusted"));
  expect(await runCodex({ cwd, codexHome, ...workspace }, ["hooks", "trust", "--all"])).toMatchObject({ code: 0 });
  const decided = await readFile(file, "utf8");
  await writeFile(file, decided.replace(project("trusted"), level === "undecided" ? "" : project(level)));
}

const CONFIG = 'approval_policy = "never"\nsandbox_mode = "danger-full-access"\nagents.enabled = true';
const turn = () => [sse.shell(["echo", "said"]), sse.say("done")];

/** Runs a turn with a command; returns the requests to the model, and whether a hook ran. */
async function runTurn(say: FrontEnd, level: Level) {
  await using model = await startModelServer(turn());
  await using workspace = await createWorkspace({ model, config: CONFIG });
  await plantEverything(workspace);
  await decide(workspace, level);
  await say(workspace, "use $planted, $planted-too and /prompts:planted");
  const requests = JSON.stringify(model.requests.map(({ body }) => body));
  return { requests, hookRan: existsSync(path.join(workspace.cwd, "hook-ran")) };
}

describe.each(Object.entries(FRONT_ENDS))("over %s, a repository", (name, say) => {
  // A chat asks at its start if the trust is undecided.
  it.each<Level>(name === "chat" ? ["untrusted"] : ["untrusted", "undecided"])(
    "has none of its skills, hooks, rules, roles, prompts and settings read while it is %s",
    async (level) => {
      const { requests, hookRan } = await runTurn(say, level);
      expect(requests).not.toContain("THEIRS");
      expect(requests).toContain("said\\\\n");
      expect(hookRan).toBe(false);
    },
  );

  it("has them read once the user trusts it, except for its prompts", async () => {
    const { requests, hookRan } = await runTurn(say, "trusted");
    for (const what of ["of a skill", "in a skill", "of a role", "in the configuration"]) {
      expect(requests).toContain(`THEIRS ${what}`);
    }
    expect(requests).toContain("exec command rejected: THEIRS");
    expect(requests).not.toContain("THEIRS in a prompt");
    expect(hookRan).toBe(true);
  });
});
