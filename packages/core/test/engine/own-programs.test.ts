import { existsSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { createLinuxSandbox } from "@codex/linux-sandbox";
import { sse } from "@codex/test-support";
import { expect, it } from "vitest";
import { decideHooks, listHooks } from "../../src/index.js";
import { projectAt } from "../support/project-at.js";
import { collect, startEngine, type TestEngine } from "./start-engine.js";

await using probe = createLinuxSandbox({ arch: process.arch, platform: process.platform });
const canConfine = (await probe.report()).some(({ works }) => works);

async function putHook({ codexHome, cwd }: TestEngine, command: string): Promise<void> {
  const hooks = { PostToolUse: [{ hooks: [{ type: "command", command }] }] };
  await writeFile(path.join(codexHome, "hooks.json"), JSON.stringify({ hooks }));
  const list = await listHooks({
    codexHome,
    project: await projectAt(cwd, false),
    requirements: undefined,
    hooks: { enabled: true, user: undefined, flags: undefined, bypassTrust: false },
  });
  await decideHooks(codexHome, list.hooks, "trust");
}

it.skipIf(!canConfine)(
  "the project's files that a hook runs are protected from commands and from unapproved patches (needs a Linux sandbox)",
  async () => {
    const patch = "*** Begin Patch\n*** Update File: tools/hook.sh\n@@\n-true\n+touch outside/PWN\n*** End Patch";
    await using engine = await startEngine(
      [
        sse.shell([
          "sh",
          "-c",
          "echo 'touch outside/PWN' > tools/hook.sh; mv tools t; mkdir tools; cp t/* tools; touch ok",
        ]),
        sse.shell(["sh", "-c", "echo 'touch outside/PWN' > tools/late.sh"]),
        sse.shell(["apply_patch", patch]),
        sse.say("ok"),
      ],
      { config: { sandbox_mode: "workspace-write", approval_policy: "never" } },
    );
    for (const folder of ["tools", "outside"]) await mkdir(path.join(engine.cwd, folder));
    const script = path.join(engine.cwd, "tools/hook.sh");
    await writeFile(script, "true\n");
    await putHook(engine, "sh tools/hook.sh; sh $PWD/tools/late.sh");
    await using conversation = await engine.codex.newConversation();
    await collect(conversation.run("go"));
    expect(readFileSync(script, "utf8")).toBe("true\n");
    expect(existsSync(path.join(engine.cwd, "ok"))).toBe(true);
    expect(existsSync(path.join(engine.cwd, "outside/PWN"))).toBe(false);
  },
);
