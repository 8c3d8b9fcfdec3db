import { existsSync } from "node:fs";
import { appendFile, chmod, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { homedir } from "node:os";
import path from "node:path";
import { createSpawner } from "@codex/core";
import { startModelServer, TemporaryFolder } from "@codex/test-support";
import { describe, expect, test } from "vitest";
import { runCodex } from "./support/run-codex.js";
import { createWorkspace } from "./support/workspace.js";

await using spawner = createSpawner({ env: {}, platform: process.platform });
const works = (await spawner.report()).filter((report) => report.works).map(({ name }) => name);

test("doctor reports the sandboxes, the effective configuration and the servers' replies", async () => {
  await using model = await startModelServer([]);
  await using workspace = await createWorkspace({ model, files: { "server.mjs": GREETING_SERVER } });
  const tables = '\n[mcp_servers.good]\ncommand = "node"\nargs = ["server.mjs"]\nstartup_timeout_sec = 100\n';
  await appendFile(path.join(workspace.codexHome, "config.toml"), tables);
  const { code, stdout, stderr } = await runCodex(workspace, ["doctor"]);
  expect(stderr).toBe("");
  expect(code).toBe(works.length > 0 ? 0 : 1);
  expect(stdout).toMatch(/^ok {3}codex: .+ on Node v\d+/);
  expect(stdout).toMatch(/^ok {3}configuration: .+, sandbox read-only$/m);
  expect(stdout).toMatch(/^ok {3}login: an API key, from the variable that the provider names$/m);
  expect(stdout).toMatch(/^ok {3}model provider \w+: 127\.0\.0\.1:\d+ answers$/m);
  expect(stdout).toMatch(/^ok {3}MCP server good: 0 tools$/m);
  expect(stdout).toMatch(/^ok {3}git: git version /m);
  for (const name of works) expect(stdout).toMatch(new RegExp(`^ok {3}sandbox ${name}: .+$`, "m"));
});

test("doctor reports the same as JSON", async () => {
  await using workspace = await createWorkspace();
  const { code, stdout } = await runCodex(workspace, ["doctor", "--json"]);
  const report = JSON.parse(stdout);
  expect(report).toMatchObject({ ok: false, version: expect.any(String) });
  expect(report.checks).toContainEqual({ ok: true, name: "git", detail: expect.stringContaining("git version") });
  expect(report.checks).toContainEqual(
    expect.objectContaining({ ok: false, name: expect.stringContaining("model provider") }),
  );
  expect(code).toBe(1);
});

test("doctor names the checks and counts them, or checks only the network", async () => {
  await using model = await startModelServer([]);
  await using workspace = await createWorkspace({ model });
  const short = await runCodex(workspace, ["doctor", "--summary", "--ascii", "--no-color", "--all"]);
  expect(short.stdout).toMatch(/^ok {3}codex\nok {3}configuration\nok {3}login\n/);
  expect(short.stdout).toMatch(/\n\n\d+ ok, \d+ failed\n$/);
  const network = await runCodex(workspace, ["doctor", "--network-only"], { env: { PATH: "/nowhere" } });
  expect(network.code).toBe(0);
  const names = network.stdout.match(/^ok {3}[^:]+/gm);
  expect(names).toEqual(["ok   configuration", "ok   login", "ok   model provider test"]);
});

test("doctor asks the Git that Codex uses, not a program of the project", async () => {
  await using workspace = await createWorkspace({ files: { "bin/git": "#!/bin/sh\ntouch PROOF\necho git version 0" } });
  const bin = path.join(workspace.cwd, "bin");
  await chmod(path.join(bin, "git"), 0o755);
  const { stdout } = await runCodex(workspace, ["doctor"], { env: { PATH: `${bin}:${process.env["PATH"]}` } });
  expect(stdout).toMatch(/^ok {3}git: git version [1-9]/m);
  expect(existsSync(path.join(workspace.cwd, "PROOF"))).toBe(false);
});

test("doctor reports what is missing, and fails", async () => {
  await using workspace = await createWorkspace();
  const tables = '\n[mcp_servers.bad]\ncommand = "no-such-program"\n';
  await appendFile(path.join(workspace.codexHome, "config.toml"), tables);
  const { code, stdout } = await runCodex(workspace, ["doctor"], { env: { TEST_KEY: "", PATH: "/nowhere" } });
  expect(code).toBe(1);
  expect(stdout).toMatch(/^FAIL login: Missing environment variable: `TEST_KEY`/m);
  expect(stdout).toMatch(/^FAIL model provider \w+: error sending request to /m);
  expect(stdout).toMatch(/^FAIL MCP server bad: .*no-such-program/m);
  expect(stdout).toMatch(/^FAIL git: is not on the PATH/m);
});

const GREETING_SERVER = `
import { createInterface } from "node:readline";
for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line);
  const hello = { protocolVersion: params?.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: "s", version: "1" } };
  if (id !== undefined) console.log(JSON.stringify({ jsonrpc: "2.0", id, result: method === "initialize" ? hello : { tools: [] } }));
}
`;

describe.skipIf(!works.includes("landlock") || !works.includes("bwrap"))(
  "debug landlock (skipped without its sandboxes)",
  () => {
    const landlock = (...args: string[]) => ["debug", "landlock", ...args];

    test("passes on output, exit code and signals, and needs no '--'", async () => {
      await using workspace = await createWorkspace({ files: { "a.txt": "data\n" } });
      const run = (...args: string[]) => runCodex(workspace, landlock(...args));
      expect(await run("cat", "a.txt")).toEqual({ code: 0, stdout: "data\n", stderr: "" });
      expect(await run("--", "sh", "-c", "echo no >&2; exit 42")).toEqual({ code: 42, stdout: "", stderr: "no\n" });
      expect((await run("--", "sh", "-c", "kill -KILL $$")).code).toBe(137);
      expect((await run("no-such-program")).code).toBe(127);
      expect((await run()).code).toBe(2);
    });

    test("is read-only unless a flag says otherwise, whatever the configuration says", async () => {
      await using workspace = await createWorkspace({});
      const touch = (name: string, ...flags: string[]) => runCodex(workspace, landlock(...flags, "--", "touch", name));
      expect((await touch("one")).code).toBe(1);
      expect((await touch("two", "-c", 'sandbox_mode="danger-full-access"')).code).toBe(1);
      expect((await touch("three", "--full-auto")).code).toBe(0);
      expect((await touch("four", "--sandbox", "workspace-write")).code).toBe(0);
      expect((await touch(".codex", "--full-auto")).code).toBe(1);
      await expect(workspace.read("one")).rejects.toThrow();
      await expect(workspace.read("two")).rejects.toThrow();
      await expect(workspace.read(".codex")).rejects.toThrow();
      expect(await workspace.read("three")).toBe("");
    });

    test.each([["debug", "landlock"], ["sandbox"]])("hides logins as a turn does: codex %s %s", async (...command) => {
      await using workspace = await createWorkspace({});
      const login = path.join(workspace.codexHome, "auth.json");
      await writeFile(login, "canary");
      const { code, stdout } = await runCodex(workspace, [...command, "--", "cat", login]);
      expect([code, stdout]).toEqual([1, ""]);
    });

    test("is refused on another system", async () => {
      await using workspace = await createWorkspace({});
      const { code, stderr } = await runCodex(workspace, ["debug", "seatbelt", "ls"]);
      expect([code, stderr]).toEqual([1, "error: 'seatbelt' is a sandbox for another system: this is linux\n"]);
    });
  },
);

describe.skipIf(works.length === 0)("a permission profile (skipped without a sandbox)", () => {
  test("is chosen by its name, over sandbox_mode", async () => {
    const tables = 'sandbox_mode = "danger-full-access"\npermissions.no_keys.extends = ":workspace"';
    const config = `${tables}\npermissions.no_keys.filesystem = { ":workspace_roots" = { keys = "deny" } }`;
    await using workspace = await createWorkspace({ config, files: { keys: "secret\n" } });
    const under = (name: string, ...command: string[]) =>
      runCodex(workspace, ["sandbox", "-P", name, "--include-managed-config", "--", ...command]);
    expect(await under(":workspace", "cat", "keys")).toMatchObject({ code: 0, stdout: "secret\n" });
    expect((await under(":read-only", "touch", "made")).code).not.toBe(0);
    expect(await under("no_keys", "touch", "made")).toMatchObject({ code: 0 });
    expect(await under("no_keys", "cat", "keys")).toMatchObject({ stdout: "" });
    const unknown = await under("no_such", "true");
    expect(unknown).toMatchObject({ code: 1, stderr: "error: the permission profile `no_such` is not defined\n" });
    const both = await runCodex(workspace, ["sandbox", "-P", ":read-only", "-s", "read-only", "--", "true"]);
    expect(both).toMatchObject({ code: 2 });
  });
});

describe.skipIf(works.length === 0)("a Unix socket (skipped without a sandbox)", () => {
  test("is reachable with network access if the configuration names it, and only then", async () => {
    await using workspace = await createWorkspace({});
    using folder = new TemporaryFolder({}, homedir());
    const server = createServer((socket) => socket.end("hello"));
    const address = folder.at("s");
    await new Promise<void>((resolve) => server.listen(address, resolve));
    const script = `require("node:net").connect(process.argv[1]).on("data", (data) => process.stdout.write(data)).on("error", (error) => console.log(error.code))`;
    const ask = (...settings: string[]) => {
      // The home may be below a temporary folder, but sockets in writable folders must not be reachable.
      const closed = ["exclude_slash_tmp", "exclude_tmpdir_env_var"].map(
        (key) => `sandbox_workspace_write.${key}=true`,
      );
      const flags = ['sandbox_mode="workspace-write"', ...closed, ...settings].flatMap((setting) => ["-c", setting]);
      return runCodex(workspace, ["sandbox", ...flags, "--", process.execPath, "-e", script, address]);
    };
    const [network, named] = ["network_access=true", `allow_unix_sockets=["${address}"]`].map(
      (setting) => `sandbox_workspace_write.${setting}`,
    );
    expect(await ask(`${network}`, `${named}`)).toMatchObject({ code: 0, stdout: "hello" });
    expect((await ask(`${network}`)).stdout).toBe("EPERM\n");
    expect((await ask(`${named}`)).stdout).toBe("EPERM\n");
    server.close();
  });
});
