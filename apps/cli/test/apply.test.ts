import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import type { IncomingHttpHeaders } from "node:http";
import path from "node:path";
import { promisify } from "node:util";
import { startHttpServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { runCodex } from "./support/run-codex.js";
import { createWorkspace, type Workspace } from "./support/workspace.js";

const DIFF = `diff --git a/greeting.txt b/greeting.txt
--- a/greeting.txt
+++ b/greeting.txt
@@ -1 +1 @@
-hello
+hello, world
diff --git a/new.txt b/new.txt
new file mode 100644
--- /dev/null
+++ b/new.txt
@@ -0,0 +1 @@
+new
`;

const task = (diff: string) => ({
  id: "task_1",
  current_diff_task_turn: { output_items: [{ type: "message" }, { type: "pr", output_diff: { diff } }] },
});

test("applies the diff of a task's pull request, with the login's token", async () => {
  await using cloud = await startCloud({ status: 200, body: task(DIFF) });
  await using workspace = await loggedIn(cloud, { "greeting.txt": "hello\n" });
  expect(await runCodex(workspace, ["apply", "task/1"])).toEqual({
    code: 0,
    stdout: "Successfully applied diff\n",
    stderr: "",
  });
  expect(await workspace.read("greeting.txt")).toBe("hello, world\n");
  expect(await workspace.read("new.txt")).toBe("new\n");
  const [request] = cloud.requests;
  expect(request?.url).toBe("/backend-api/wham/tasks/task%2F1");
  expect(request?.headers).toMatchObject({ authorization: "Bearer access", "chatgpt-account-id": "account" });
});

test("reports why a diff does not apply, and changes nothing", async () => {
  await using cloud = await startCloud({ status: 200, body: task(DIFF) });
  await using workspace = await loggedIn(cloud, { "greeting.txt": "something else\n" });
  const { code, stderr } = await runCodex(workspace, ["a", "task_1"]);
  expect(code).toBe(1);
  expect(stderr).toContain("error: the diff does not apply:");
  expect(await workspace.read("greeting.txt")).toBe("something else\n");
});

test("a diff is applied without the programs that the repository configures", async () => {
  await using cloud = await startCloud({ status: 200, body: task(DIFF) });
  await using workspace = await loggedIn(cloud, {
    "greeting.txt": "hello\n",
    ".gitattributes": "greeting.txt filter=a=b\nnew.txt filter=evil\n",
  });
  const program = `touch ${workspace.cwd}/PWN; cat`;
  for (const setting of ["filter.a=b.clean", "filter.a=b.smudge", "filter.evil.clean", "filter.evil.smudge"])
    await promisify(execFile)("git", ["config", setting, program], { cwd: workspace.cwd });
  expect((await runCodex(workspace, ["apply", "task_1"])).stderr).toBe("");
  expect(await workspace.read("greeting.txt")).toBe("hello, world\n");
  await expect(workspace.read("PWN")).rejects.toThrow();
});

test("a merge driver of the repository merges nothing, and the diff is merged all the same", async () => {
  const lines = (first: string, last: string) => `${[first, 2, 3, 4, 5, 6, 7, 8, last].join("\n")}\n`;
  const before = lines("1", "9");
  const git = (...args: string[]) => promisify(execFile)("git", args, { cwd: workspace.cwd });
  await using cloud = await startCloud({
    status: 200,
    body: {
      get current_diff_task_turn() {
        return turn;
      },
    },
  });
  await using workspace = await loggedIn(cloud, { "greeting.txt": before, ".gitattributes": "* merge=evil\n" });
  await writeFile(path.join(workspace.cwd, "greeting.txt"), lines("1", "nine"));
  const { stdout: diff } = await git("diff", "--full-index");
  const turn = task(diff).current_diff_task_turn;
  // Git merges because the context of the diff has changed.
  await writeFile(path.join(workspace.cwd, "greeting.txt"), lines("1", "9").replace("6", "six"));
  await git("add", "--all");
  await git("config", "merge.evil.driver", `touch ${workspace.cwd}/PWN; false`);
  expect((await runCodex(workspace, ["apply", "task_1"])).stdout).toBe("Successfully applied diff\n");
  expect(await workspace.read("greeting.txt")).toBe(lines("1", "nine").replace("6", "six"));
  await expect(workspace.read("PWN")).rejects.toThrow();
});

test("a diff cannot change files outside of the repository", async () => {
  const outside = DIFF.replaceAll("new.txt", "../outside.txt");
  await using cloud = await startCloud({ status: 200, body: task(outside) });
  await using workspace = await loggedIn(cloud, { "greeting.txt": "hello\n" });
  expect((await runCodex(workspace, ["apply", "task_1"])).code).toBe(1);
  await expect(workspace.read("../outside.txt")).rejects.toThrow();
});

test.each([
  [{ status: 404, body: { detail: "gone\u001b[2J" } }, 'error: the server answered 404: {"detail":"gone\\u001b[2J"}\n'],
  [{ status: 200, body: { current_diff_task_turn: null } }, "error: the task has no diff yet\n"],
  [
    { status: 200, body: { current_diff_task_turn: { output_items: [] } } },
    "error: the task's latest turn changed nothing\n",
  ],
  [{ status: 200, body: ["no task"] }, "error: the server's answer is not a task\n"],
])("%j", async (answer, message) => {
  await using cloud = await startCloud(answer);
  await using workspace = await loggedIn(cloud, {});
  expect(await runCodex(workspace, ["apply", "task_1"])).toEqual({ code: 1, stdout: "", stderr: message });
});

test("needs a ChatGPT login and a repository", async () => {
  await using workspace = await createWorkspace();
  expect((await runCodex(workspace, ["apply", "task_1"])).stderr).toContain("run 'codex login'");
  await using elsewhere = await createWorkspace({ git: false });
  expect((await runCodex(elsewhere, ["apply", "task_1"])).stderr).toContain("is not inside a Git repository");
});

interface Cloud extends AsyncDisposable {
  readonly url: string;
  readonly requests: { readonly url: string | undefined; readonly headers: IncomingHttpHeaders }[];
}

async function startCloud({ status, body }: { status: number; body: unknown }): Promise<Cloud> {
  const requests: Cloud["requests"] = [];
  const server = await startHttpServer((request, response) => {
    requests.push({ url: request.url, headers: request.headers });
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  return {
    url: `${server.origin}/backend-api/`,
    requests,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

async function loggedIn(cloud: Cloud, files: Readonly<Record<string, string>>): Promise<Workspace> {
  const workspace = await createWorkspace({ config: `chatgpt_base_url = "${cloud.url}"`, files });
  const tokens = { id_token: "e30.e30.e30", access_token: "access", refresh_token: "refresh", account_id: "account" };
  const auth = { OPENAI_API_KEY: null, tokens, last_refresh: new Date().toISOString() };
  await writeFile(path.join(workspace.codexHome, "auth.json"), JSON.stringify(auth), { mode: 0o600 });
  return workspace;
}
