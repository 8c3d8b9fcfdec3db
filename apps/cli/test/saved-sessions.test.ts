import { execFileSync } from "node:child_process";
import { sse, startModelServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { runCodex } from "./support/run-codex.js";
import { createWorkspace } from "./support/workspace.js";

test("sessions are listed, found, named, shown as Markdown and deleted", async () => {
  const call = sse.call("shell", { command: ["bash", "-c", "echo '```'; touch made"] });
  await using model = await startModelServer([sse.say("First."), call, sse.say("Second.")]);
  await using workspace = await createWorkspace({ model, config: 'sandbox_mode = "danger-full-access"' });
  const codex = (...args: string[]) => runCodex(workspace, args);
  await codex("exec", "about apples");
  await codex("exec", "about pears");
  const list = async (...args: string[]) => JSON.parse((await codex("sessions", "--json", ...args)).stdout);
  expect((await list()).map(({ preview }: { preview: string }) => preview)).toEqual(["about pears", "about apples"]);
  const [{ id }] = await list("--search", "PEAR");
  expect(await codex("rename", id, "  fruit ")).toMatchObject({
    code: 0,
    stdout: `Session ${id} is now called fruit.\n`,
  });
  expect((await codex("sessions")).stdout).toMatch(new RegExp(`^${id}  [0-9: -]{16}  fruit\n`));

  const markdown = (await codex("export", "fruit")).stdout;
  expect(markdown).toMatch(
    /^# fruit\n.*## User\n\nabout pears\n.*Ran .*\n\n````text\n```\n````\n\n## Codex\n\nSecond\.\n$/s,
  );

  const refs = () => execFileSync("git", ["for-each-ref", "refs/codex"], { cwd: workspace.cwd, encoding: "utf8" });
  expect(refs()).toContain(id);
  expect(await codex("delete", id)).toMatchObject({ code: 1, stderr: expect.stringContaining("--force") });
  await codex("archive", "fruit");
  expect((await list("--archived")).map((one: { id: string }) => one.id)).toEqual([id]);
  expect(await codex("delete", "--force", "fruit")).toMatchObject({ code: 0 });
  expect(refs()).toBe("");
  expect(await codex("delete", "--force", id)).toMatchObject({ code: 1 });
  expect(await list()).toHaveLength(1);
});
