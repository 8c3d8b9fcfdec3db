import { appendFileSync, existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { say } from "./support/say.js";
import { startServer, type TestServer } from "./support/start-server.js";

/** Everything is below /tmp, so that must not be writable by itself. */
const SANDBOX = `approval_policy = "never"
sandbox_mode = "workspace-write"
sandbox_workspace_write = { exclude_slash_tmp = true, exclude_tmpdir_env_var = true }`;

/** A server whose model touches a file in every folder, once for each name. */
async function start(names: readonly string[]) {
  const touch = (name: string) =>
    sse.shell(["sh", "-c", `touch ../one/${name}; touch ../two/${name}; touch ./${name}; true`], {}, name);
  const server = await startServer({ script: names.flatMap((name) => [touch(name), sse.say(name)]), config: SANDBOX });
  const [one, two] = ["one", "two"].map((name) => path.join(server.cwd, "..", name)) as [string, string];
  for (const folder of [one, two]) mkdirSync(folder);
  return { server, one, two, client: await server.connect({ experimentalApi: true }) };
}

const writtenIn = ({ cwd }: TestServer, name: string) =>
  ["one", "two", "work"].filter((folder) => existsSync(path.join(cwd, "..", folder, name)));

test("commands write the workspace roots, and the working folder only as one of them", async () => {
  const { server, one, two, client } = await start(["a", "b", "c", "d"]);
  await using _ = server;
  const { thread, runtimeWorkspaceRoots, sandbox } = await client.call("thread/start", {
    runtimeWorkspaceRoots: [server.cwd, one, one],
  });
  expect(runtimeWorkspaceRoots).toEqual([server.cwd, one]);
  expect(sandbox).toMatchObject({ type: "workspaceWrite", writableRoots: [one] });
  await say(client, thread.id, "go");
  expect(writtenIn(server, "a")).toEqual(["one", "work"]);
  expect(JSON.stringify(server.model.requests.at(-1)?.body)).toContain(`<workspace_roots>${server.cwd}, ${one}</`);

  // Clients that send back the reported sandbox do not turn roots into settings of the sandbox.
  await say(client, thread.id, "go", { sandboxPolicy: sandbox, runtimeWorkspaceRoots: [two] });
  expect(writtenIn(server, "b")).toEqual(["two"]);
  const updated = await client.hear("thread/settings/updated");
  expect(updated.threadSettings.environments).toEqual([
    { environmentId: "local", cwd: server.cwd, runtimeWorkspaceRoots: [two] },
  ]);

  await say(client, thread.id, "go", { runtimeWorkspaceRoots: [] });
  expect(writtenIn(server, "c")).toEqual([]);
  const environments = [{ environmentId: "local", cwd: server.cwd, runtimeWorkspaceRoots: [one] }];
  await say(client, thread.id, "go", { environments, runtimeWorkspaceRoots: [two] });
  expect(writtenIn(server, "d")).toEqual(["one"]);
});

test("roots are kept with the thread, follow its folder, and go to its forks", async () => {
  const { server, one, two, client } = await start(["a", "b", "c"]);
  await using _ = server;
  const { thread } = await client.call("thread/start", { runtimeWorkspaceRoots: [server.cwd, one] });
  await say(client, thread.id, "go", { cwd: two });
  expect(writtenIn(server, "a")).toEqual(["one", "two"]);
  await using again = await server.restart();
  const later = await again.connect({ experimentalApi: true });
  const { data } = await later.call("thread/list", {});
  expect(data[0]?.environments?.[0]?.runtimeWorkspaceRoots).toEqual([two, one]);
  const resumed = await later.call("thread/resume", { threadId: thread.id, cwd: server.cwd });
  expect(resumed.runtimeWorkspaceRoots).toEqual([server.cwd, one]);
  await say(later, thread.id, "go");
  expect(writtenIn(server, "b")).toEqual(["one", "work"]);
  const forked = await later.call("thread/fork", { threadId: thread.id });
  expect(forked.runtimeWorkspaceRoots).toEqual([server.cwd, one]);
  const other = await later.call("thread/fork", { threadId: thread.id, runtimeWorkspaceRoots: [two] });
  await say(later, other.thread.id, "go");
  expect(writtenIn(server, "c")).toEqual(["two"]);
});

test("what a profile denies in the workspace is denied in every root", async () => {
  const script = [sse.shell(["sh", "-c", "cat ../one/keys; true"], {}, "c1"), sse.say("done")];
  await using server = await startServer({ script });
  const one = path.join(server.cwd, "../one");
  mkdirSync(one);
  appendFileSync(
    path.join(server.codexHome, "config.toml"),
    '[permissions.p]\nextends = ":workspace"\n[permissions.p.filesystem]\n":workspace_roots" = { keys = "deny" }\n',
  );
  appendFileSync(path.join(one, "keys"), "canary");
  const client = await server.connect({ experimentalApi: true });
  const { thread } = await client.call("thread/start", { permissions: "p", runtimeWorkspaceRoots: [one] });
  await say(client, thread.id, "go");
  expect(JSON.stringify(server.model.requests.at(-1)?.body)).not.toContain("canary");
});

test("relative roots are refused", async () => {
  const { server, client } = await start([]);
  await using _ = server;
  const failure = await client.failure("thread/start", { runtimeWorkspaceRoots: ["elsewhere"] });
  expect(failure).toEqual({ code: -32600, message: "runtimeWorkspaceRoots: elsewhere is not an absolute path" });
});
