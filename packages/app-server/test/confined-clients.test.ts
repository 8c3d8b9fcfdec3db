import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createSpawner } from "@codex/core";
import { describe, expect, test } from "vitest";
import { startServer, type TestServer } from "./support/start-server.js";
import type { TestClient } from "./support/test-client.js";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const configWith = (mode: string) => `approval_policy = "never"
sandbox_mode = "${mode}"
sandbox_workspace_write = { exclude_slash_tmp = true, exclude_tmpdir_env_var = true }`;
const READ_ONLY = configWith("read-only");
const WRITABLE = configWith("workspace-write");
const WORKSPACE_WRITE = { type: "workspaceWrite" as const, excludeSlashTmp: true, excludeTmpdirEnvVar: true };

await using spawner = createSpawner({ env: process.env, platform: process.platform });
const hasSandbox = (await spawner.report()).some(({ works }) => works);

const write = (client: TestClient, file: string) =>
  client.call("fs/writeFile", { path: file, dataBase64: base64("x") });
const isRefused = async (call: Promise<unknown>): Promise<boolean> =>
  call.then(
    () => false,
    (error: unknown) => Object(error).code === -32600 && /outside of what may be written|hidden/.test(String(error)),
  );

describe("a client's files", () => {
  test("cannot be written if commands are read-only", async () => {
    await using server = await startServer({ config: READ_ONLY });
    const client = await server.connect();
    const file = path.join(server.cwd, "a.txt");
    writeFileSync(file, "old");
    const at = (name: string) => path.join(server.cwd, name);
    const calls = [
      write(client, file),
      client.call("fs/createDirectory", { path: at("d") }),
      client.call("fs/createDirectory", { path: at("d"), recursive: false }),
      client.call("fs/remove", { path: file }),
      client.call("fs/copy", { sourcePath: file, destinationPath: at("b.txt") }),
    ];
    expect(await Promise.all(calls.map(isRefused))).toEqual(calls.map(() => true));
    expect([readdirSync(server.cwd), readFileSync(file, "utf8")]).toEqual([["a.txt"], "old"]);
    expect(await client.call("fs/readFile", { path: file })).toEqual({ dataBase64: base64("old") });
  });

  test("are written where commands may write, and nothing that Git or Codex obeys", async () => {
    await using server = await startServer({ config: WRITABLE });
    const client = await server.connect();
    execFileSync("git", ["init", "-q", server.cwd]);
    const at = (...names: string[]) => path.join(server.cwd, ...names);
    mkdirSync(at("..", "elsewhere"));
    writeFileSync(at("..", "elsewhere", "kept"), "kept");
    symlinkSync("../elsewhere", at("link"));
    symlinkSync("../elsewhere/kept", at("file-link"));
    await write(client, at("a.txt"));
    await client.call("fs/createDirectory", { path: at("d/e") });
    await client.call("fs/copy", { sourcePath: at("a.txt"), destinationPath: at("d/e/b.txt") });
    await client.call("fs/copy", { sourcePath: at("d"), destinationPath: at("c"), recursive: true });
    expect(readFileSync(at("c/e/b.txt"), "utf8")).toBe("x");
    const forbidden = [at(".git/hooks/pre-commit"), at(".git/config"), at(".codex/config.toml"), at("n/.git/config")];
    const outside = [at("link/x"), at("file-link"), at("..", "x"), path.join(server.codexHome, "config.toml")];
    for (const file of [...forbidden, ...outside])
      expect([file, await isRefused(write(client, file))]).toEqual([file, true]);
    expect(await isRefused(client.call("fs/remove", { path: at("link/kept") }))).toBe(true);
    expect(await isRefused(client.call("fs/remove", { path: at(".git") }))).toBe(true);
    await client.call("fs/remove", { path: at("link") });
    await client.call("fs/remove", { path: at("c"), recursive: true });
    expect([existsSync(at("link")), existsSync(at("c")), readdirSync(at("..", "elsewhere"))]).toEqual([
      false,
      false,
      ["kept"],
    ]);
  });

  test("are written where a thread's commands may write", async () => {
    await using server = await startServer({ config: READ_ONLY });
    const client = await server.connect({ experimentalApi: true });
    const other = path.join(server.cwd, "other");
    mkdirSync(other);
    const { thread } = await client.call("thread/start", { cwd: other, sandbox: "workspace-write" });
    await write(client, path.join(other, "a.txt"));
    expect(await isRefused(write(client, path.join(server.cwd, "a.txt")))).toBe(true);
    await client.call("thread/settings/update", { threadId: thread.id, sandboxPolicy: { type: "readOnly" } });
    expect(await isRefused(write(client, path.join(other, "b.txt")))).toBe(true);
  });

  test("do not include logins, by whatever name, and a pipe does not block the server", async () => {
    await using server = await startServer({ config: WRITABLE });
    const client = await server.connect();
    const login = path.join(server.codexHome, "auth.json");
    writeFileSync(login, "{}");
    const link = path.join(server.cwd, "link");
    symlinkSync(login, link);
    expect(await isRefused(client.call("fs/readFile", { path: login }))).toBe(true);
    expect(await isRefused(client.call("fs/readFile", { path: link }))).toBe(true);
    const copied = client.call("fs/copy", { sourcePath: login, destinationPath: path.join(server.cwd, "copy") });
    expect(await isRefused(copied)).toBe(true);
    const ofProcesses = ["/proc/self/environ", `/proc/${process.pid}/environ`, "/proc/thread-self/status"];
    const reads = ofProcesses.map((file) => isRefused(client.call("fs/readFile", { path: file })));
    if (process.platform === "linux") expect(await Promise.all(reads)).toEqual([true, true, true]);
    execFileSync("mkfifo", [path.join(server.cwd, "pipe")]);
    const pipe = { path: path.join(server.cwd, "pipe") };
    expect((await client.failure("fs/readFile", pipe)).code).toBe(-32600);
    expect((await client.failure("fs/writeFile", { ...pipe, dataBase64: "" })).code).toBe(-32603);
  });
});

describe.skipIf(!hasSandbox)("a client's commands (skipped where nothing confines)", () => {
  test("thread/shellCommand runs in the thread's sandbox", async () => {
    await using server = await startServer({ config: READ_ONLY });
    const client = await server.connect({ experimentalApi: true });
    expect(await runByHand(client, server, { type: "readOnly" }, "echo x > a; cat a")).toContain("a");
    expect(existsSync(path.join(server.cwd, "a"))).toBe(false);
    await runByHand(
      client,
      server,
      WORKSPACE_WRITE,
      "echo x > b; echo x > ../c; git init -q . && echo x > .git/hooks/x",
    );
    expect([existsSync(path.join(server.cwd, "b")), existsSync(path.join(server.cwd, "../c"))]).toEqual([true, false]);
    expect(existsSync(path.join(server.cwd, ".git/hooks/x"))).toBe(false);
    await runByHand(client, server, { type: "dangerFullAccess" }, "echo x > ../c");
    expect(existsSync(path.join(server.cwd, "../c"))).toBe(true);
  });

  test("command/exec runs in the sandbox of the thread above its folder", async () => {
    await using server = await startServer({ config: READ_ONLY });
    const client = await server.connect();
    const workspace = path.join(server.cwd, "app");
    mkdirSync(path.join(workspace, "sub"), { recursive: true });
    const run = async (cwd: string, script: string) =>
      (await client.call("command/exec", { command: ["sh", "-c", script], cwd })).exitCode;
    expect(await run(workspace, "echo x > a")).not.toBe(0);
    await client.call("thread/start", { cwd: workspace, sandbox: "workspace-write" });
    expect(await run(path.join(workspace, "sub"), "echo x > ../a")).toBe(0);
    expect(await run(server.cwd, "echo x > a")).not.toBe(0);
  });

  test("a folder that replaced the thread's is not writable", async () => {
    await using server = await startServer({ config: WRITABLE });
    const client = await server.connect();
    const workspace = path.join(server.cwd, "app");
    for (const folder of ["app", "other"]) mkdirSync(path.join(server.cwd, folder));
    await client.call("thread/start", { cwd: workspace });
    renameSync(workspace, `${workspace}.old`);
    symlinkSync("other", workspace);
    const failure = await client.failure("command/exec", { command: ["sh", "-c", "echo x > a"], cwd: workspace });
    expect(failure.message).toContain("is not the folder any more that it was");
    expect(existsSync(path.join(server.cwd, "other/a"))).toBe(false);
  });
});

/** The output of a command that the user runs by hand, in a new thread. */
async function runByHand(
  client: TestClient,
  server: TestServer,
  sandboxPolicy: typeof WORKSPACE_WRITE | { type: "readOnly" | "dangerFullAccess" },
  command: string,
): Promise<string> {
  const { thread } = await client.call("thread/start", { cwd: server.cwd });
  await client.call("thread/settings/update", { threadId: thread.id, sandboxPolicy });
  await client.call("thread/shellCommand", { threadId: thread.id, command });
  const { item } = await client.hear("item/completed", ({ threadId }) => threadId === thread.id);
  await client.hear("turn/completed", ({ threadId }) => threadId === thread.id);
  return String(Object(item).aggregatedOutput);
}
