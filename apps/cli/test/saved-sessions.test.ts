import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { runProgram, sse, startModelServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { builtCodex } from "./support/built-codex.js";
import { runCodex } from "./support/run-codex.js";
import { createWorkspace } from "./support/workspace.js";

test("sessions are listed, found, named, exported as Markdown and deleted", async () => {
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

test("of several sessions with one name none is deleted, archived ones included", async () => {
  await using model = await startModelServer([sse.say("First.")]);
  await using workspace = await createWorkspace({ model });
  const codex = (...args: string[]) => runCodex(workspace, args);
  await codex("exec", "about apples");
  const [{ id }] = JSON.parse((await codex("sessions", "--json")).stdout);
  await codex("rename", id, "fruit");
  const copy = (await codex("exec", "fork", id)).stdout.trim();
  await codex("archive", id);
  const refused = await codex("delete", "--force", "fruit");
  expect(refused).toMatchObject({ code: 1, stdout: "" });
  expect(refused.stderr).toContain(id);
  expect(refused.stderr).toContain(copy);
  expect(await codex("delete", "--force", copy)).toMatchObject({ code: 0 });
  expect(await codex("delete", "--force", "fruit")).toMatchObject({ code: 0, stdout: `Deleted session ${id}.\n` });
});

test.skipIf(process.platform === "win32")(
  "a session that cannot be saved completely continues, reports it, and can be resumed (not on Windows)",
  async () => {
    const long = sse.shell(["sh", "-c", "head -c 9000 /dev/zero | tr '\\0' x"]);
    await using model = await startModelServer([sse.say("First."), long, sse.say("Second."), sse.say("Third.")]);
    await using workspace = await createWorkspace({ model, config: 'sandbox_mode = "danger-full-access"' });
    await runCodex(workspace, ["exec", "remember apples"]);
    // Limits files to 8 KiB: programs see that as a full disk.
    const limited = ["bash", "-c", 'ulimit -f 8; exec "$@"', "bash", process.execPath, await builtCodex()];
    const { code, stdout, stderr } = await runProgram([...limited, "exec", "resume", "--last", "go on"], {
      ...workspace,
      input: "",
    });
    expect({ code, stdout }).toEqual({ code: 0, stdout: "Second.\n" });
    expect(stderr.split("can no longer be saved")).toHaveLength(2);
    const sessions = path.join(workspace.codexHome, "sessions");
    const [file = ""] = readdirSync(sessions, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".jsonl"),
    );
    for (const line of readFileSync(path.join(sessions, file), "utf8").trimEnd().split("\n")) JSON.parse(line);
    expect(await runCodex(workspace, ["exec", "resume", "--last", "and now?"])).toMatchObject({ code: 0 });
    expect(JSON.stringify(model.requests[3]?.body)).toContain("remember apples");
  },
);
