import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import {
  type ModelServer,
  PRIVATE_FOLDER_HINT,
  privateFolder,
  sse,
  startModelServer,
  TemporaryFolder,
} from "@codex/test-support";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCodex, startCodexLines } from "../support/run-codex.js";
import { createWorkspace, type Workspace } from "../support/workspace.js";

// Homes are not below /tmp, where nothing is hidden if only Landlock works.
const parent = privateFolder();
let place: TemporaryFolder;
const temporary = process.env["TMPDIR"];
beforeAll(() => {
  place = new TemporaryFolder({}, parent);
  process.env["TMPDIR"] = place.path;
});
afterAll(() => {
  if (temporary === undefined) delete process.env["TMPDIR"];
  else process.env["TMPDIR"] = temporary;
  place[Symbol.dispose]();
});

/** All secrets contain this. */
const CANARY = "sk-canary";
const ENV = {
  OPENAI_API_KEY: `${CANARY}-1`,
  CODEX_API_KEY: `${CANARY}-2`,
  GITHUB_TOKEN: `${CANARY}-3`,
  DATABASE_SECRET: `${CANARY}-4`,
  AZURE_OPENAI_API_KEY: `${CANARY}-5`,
  TEST_KEY: `${CANARY}-6`,
};

async function createHome(model: ModelServer, config: string): Promise<Workspace> {
  const workspace = await createWorkspace({ model, config });
  await writeFile(path.join(workspace.codexHome, "auth.json"), JSON.stringify({ OPENAI_API_KEY: `${CANARY}-7` }));
  await writeFile(path.join(workspace.codexHome, ".env"), `ANOTHER_API_KEY=${CANARY}-8\n`);
  await symlink(path.join(workspace.codexHome, "auth.json"), path.join(workspace.cwd, "link"));
  await mkdir(path.join(workspace.cwd, "docs"));
  await symlink("../link", path.join(workspace.cwd, "docs/readme"));
  return workspace;
}

/** Harmless commands, which run without approval, and often without a sandbox. */
const READERS = [
  ["cat", "../codex-home/auth.json"],
  ["cat", "../codex-home/.env"],
  ["cat", "link"],
  ["head", "-n5", "docs/readme"],
  ["grep", "-r", "c.n.ry", ".."],
  ["bash", "-lc", "cat ~/../codex-home/auth.json"],
  ["bash", "-lc", "cd .. && cat codex-home/auth.json"],
  ["bash", "-lc", "cat docs/*"],
  ["bash", "-lc", "rg --hidden --no-ignore c.n.ry ../ || true"],
  ["bash", "-lc", "cat /proc/*/environ | tr a a"],
  ["find", "..", "-name", "auth.json", "-size", "+1c"],
];

/** Other commands, which run in a sandbox. */
const SEEKERS = [
  ["env"],
  ["bash", "-c", "export; cat ../codex-home/auth.json ../codex-home/.env link docs/readme"],
  ["bash", "-c", 'for p in /proc/[0-9]*; do cat $p/environ | tr "\\0" "\\n"; done; cat /proc/$PPID/environ'],
  [
    "bash",
    "-c",
    "cp link copy; cat copy; ln -f ../codex-home/auth.json hard; cat hard; mv ../codex-home ../x; cat ../x/*",
  ],
  ["python3", "-c", "print(open('../codex-home/auth.json').read())"],
];

async function expectNothingLeaked(model: ModelServer, workspace: Workspace): Promise<void> {
  const bodies = JSON.stringify(model.requests.map(({ body }) => body));
  const sessions = path.join(workspace.codexHome, "sessions");
  const files = (await readdir(sessions, { recursive: true })).filter((name) => name.endsWith(".jsonl"));
  const saved = await Promise.all(files.map((name) => readFile(path.join(sessions, name), "utf8")));
  expect(files.length).toBeGreaterThan(0);
  expect(bodies + saved.join("")).not.toContain(CANARY);
}

describe.skipIf(parent === undefined)(`keys and logins stay out of the model's sight (${PRIVATE_FOLDER_HINT})`, () => {
  it.each(["read-only", "workspace-write"])("in codex exec, under %s", async (sandbox) => {
    const calls = [...READERS, ...SEEKERS].map((command) => sse.shell(command));
    await using model = await startModelServer([...calls, sse.say("done")]);
    await using workspace = await createHome(model, `sandbox_mode = "${sandbox}"`);
    const { code, stdout, stderr } = await runCodex(workspace, ["exec", "go"], { env: ENV });
    expect(code).toBe(0);
    expect(stdout + stderr).not.toContain(CANARY);
    await expectNothingLeaked(model, workspace);
    expect(await readFile(path.join(workspace.codexHome, "auth.json"), "utf8")).toContain(CANARY);
  });

  it("with only harmless commands unasked, in any sandbox", async () => {
    const calls = READERS.map((command) => sse.shell(command));
    await using model = await startModelServer([...calls, sse.say("done")]);
    const config = 'approval_policy = "untrusted"\nsandbox_mode = "danger-full-access"';
    await using workspace = await createHome(model, config);
    await using proto = await startCodexLines({ ...workspace, env: { ...workspace.env, ...ENV } }, ["proto"]);
    proto.send({ id: "s", op: { type: "user_input", items: [{ type: "text", text: "go" }] } });
    await proto.waitFor((json) => {
      const text = JSON.stringify(json);
      const question = /"type":"exec_approval_request"/.test(text);
      if (question) proto.send({ id: "a", op: { type: "exec_approval", id: "s", decision: "denied" } });
      return text.includes("task_complete") ? true : undefined;
    });
    expect(JSON.stringify(proto.lines)).not.toContain(CANARY);
    await expectNothingLeaked(model, workspace);
  });
});
