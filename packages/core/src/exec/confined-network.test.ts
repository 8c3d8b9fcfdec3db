import { chmodSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { createLinuxSandbox } from "@codex/linux-sandbox";
import { type CurrentSandboxPolicy, SandboxPolicySchema } from "@codex/protocol";
import { TemporaryFolder } from "@codex/test-support";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WORKSPACE_WRITE } from "../../test/support/workspace-write.js";
import { createExecRunner } from "./exec.js";
import type { ExecRunner } from "./exec-runner.js";

// Root may inspect any process; restrictions on users must be tested as one.
const NOBODY = 65_534;
if (process.getuid?.() === 0) {
  process.setgroups?.([]);
  process.setgid?.(NOBODY);
  process.setuid?.(NOBODY);
}

await using probe = createLinuxSandbox({ arch: process.arch, platform: process.platform });
const working = (await probe.report()).filter(({ works }) => works).map(({ name }) => name);

const readOnly: CurrentSandboxPolicy = { mode: "read-only" };
let folder: TemporaryFolder;
let runner: ExecRunner;
let tcp: Server;
let named: Server;
let abstract: Server;

const listen = (server: Server, where: string | number): Promise<void> =>
  new Promise((resolve) => server.listen(where, resolve));

beforeAll(async () => {
  process.env["OPENAI_API_KEY"] = "sk-canary";
  folder = new TemporaryFolder();
  chmodSync(folder.path, 0o755);
  runner = createExecRunner({ env: {}, platform: "linux" });
  [tcp, named, abstract] = [createServer(), createServer(), createServer()];
  await Promise.all([listen(tcp, 0), listen(named, folder.at("socket")), listen(abstract, `\0${folder.path}`)]);
});
afterAll(async () => {
  await runner[Symbol.asyncDispose]();
  for (const server of [tcp, named, abstract]) server.close();
  folder[Symbol.dispose]();
});

async function run(script: string, sandboxPolicy: CurrentSandboxPolicy) {
  const address = tcp.address();
  const port = typeof address === "object" && address !== null ? String(address.port) : "";
  const env = {
    PATH: "/usr/bin:/bin",
    PORT: port,
    SOCKET: folder.at("socket"),
    NAME: folder.path,
    AGENT: `${process.pid}`,
  };
  const result = await runner.run(
    { command: ["bash", "-c", script], cwd: folder.path, timeoutMs: 100_000, env },
    { sandboxed: true, sandboxPolicy, sandboxCwd: folder.path, signal: new AbortController().signal },
  );
  if (!("output" in result)) throw new Error(`${result.type}: ${result.message}`);
  return result.output;
}

const socket = (family: string, type: string) => `perl -MSocket -e 'socket(my $s, ${family}, ${type}, 0) or exit 1'`;
const connectUnix = (path: string) =>
  `perl -MSocket -e 'socket(my $s, AF_UNIX, SOCK_STREAM, 0) or exit 1; connect($s, pack_sockaddr_un(${path})) or exit 1'`;
const systemCall = (x64: number, arm64: number, args: string) =>
  `perl -e 'exit(syscall(${process.arch === "x64" ? x64 : arm64}, ${args}) >= 0 ? 0 : 1)'`;

const WAYS_OUT = {
  "bash to a port": 'exec 3<>"/dev/tcp/127.0.0.1/$PORT"',
  curl: 'command -v curl && curl -s -m 2 "http://127.0.0.1:$PORT/"',
  wget: 'command -v wget && wget -q -t 1 -T 2 -O- "http://127.0.0.1:$PORT/"',
  ssh: 'command -v ssh && ssh -o ConnectTimeout=2 -p "$PORT" 127.0.0.1 true',
  "a name": "getent ahosts example.com",
  "IPv4 stream": socket("AF_INET", "SOCK_STREAM"),
  "IPv4 datagram": socket("AF_INET", "SOCK_DGRAM"),
  "IPv6 stream": socket("AF_INET6", "SOCK_STREAM"),
  netlink: socket("16", "SOCK_RAW"),
  "local datagram": socket("AF_UNIX", "SOCK_DGRAM"),
  "local raw": socket("AF_UNIX", "SOCK_RAW"),
  "named socket": connectUnix("$ENV{SOCKET}"),
  "abstract socket": connectUnix('"\\0$ENV{NAME}"'),
  "a socket of its own": `perl -MSocket -e 'socket(my $s, AF_UNIX, SOCK_STREAM, 0) or exit 1; bind($s, pack_sockaddr_un("mine")) or exit 1'`,
  io_uring: systemCall(425, 425, "1, 0"),
  "ptrace of the agent": systemCall(101, 117, "16, $ENV{AGENT}, 0, 0"),
  "a mount": systemCall(165, 40, '"none", "/mnt", "tmpfs", 0, 0'),
};

describe.each([
  ["read-only", readOnly, "landlock"],
  ["workspace-write", WORKSPACE_WRITE, "bwrap"],
] as const)("%s", (_, policy, backend) => {
  describe.skipIf(!working.includes(backend))(`by ${backend} (skipped where it does not work)`, () => {
    it.each(Object.entries(WAYS_OUT))("blocks: %s", async (_, script) => {
      expect((await run(script, policy)).exitCode).not.toBe(0);
    });

    it("allows socket pairs, pipes and devices that discard everything", async () => {
      const pair = `perl -MSocket -e 'socketpair(my $a, my $b, AF_UNIX, SOCK_STREAM, 0) or exit 1; syswrite($a, "hi"); sysread($b, my $x, 2); print $x'`;
      expect(await run(`${pair} | cat && echo x > /dev/null`, policy)).toMatchObject({ exitCode: 0, stdout: "hi" });
    });

    it("grants no privileges, and does not let commands pose as the agent", async () => {
      const { stdout } = await run("grep NoNewPrivs /proc/self/status; kill -0 $AGENT 2>&1 || echo no signal", policy);
      expect(stdout).toMatch(/^NoNewPrivs:\t1\n(.*\n)?no signal\n$/);
    });

    it("hides the agent's environment and memory", async () => {
      const { exitCode, stdout } = await run(
        'env; for pid in $PPID $AGENT; do cat "/proc/$pid/environ" "/proc/$pid/mem" | head -c 100000; done; false',
        policy,
      );
      expect([exitCode, stdout.includes("canary")]).toEqual([1, false]);
    });
  });
});

describe.skipIf(!working.includes("landlock"))("read-only (skipped where Landlock does not work)", () => {
  it("reads everything that the user may read, and writes nothing", async () => {
    const scripts = {
      "test -r /etc/passwd": true,
      "ls / && cat /etc/hostname": true,
      "echo x > x": false,
      "mkdir x": false,
      "touch .": false,
      "chmod 777 .": false,
      "ln -s / x": false,
      "echo x > /tmp/x-should-not-be": false,
      "echo x > /dev/shm/x-should-not-be": false,
    };
    const verdicts = Object.fromEntries(
      await Promise.all(
        Object.keys(scripts).map(async (script) => [script, (await run(script, readOnly)).exitCode === 0] as const),
      ),
    );
    expect(verdicts).toEqual(scripts);
  });
});

describe.skipIf(!working.includes("bwrap"))("network_access (skipped where bubblewrap does not work)", () => {
  it("lets commands connect, and does not mark the network as disabled for them", async () => {
    const script = 'exec 3<>"/dev/tcp/127.0.0.1/$PORT" && echo "[$CODEX_SANDBOX_NETWORK_DISABLED]"';
    expect(await run(script, { ...WORKSPACE_WRITE, network_access: true })).toMatchObject({
      exitCode: 0,
      stdout: "[]\n",
    });
  });

  it.each([[[]], [null], [""], [undefined], ["true"], [{}]])("grants no network when written as %j", async (value) => {
    const parsed = SandboxPolicySchema.safeParse({ mode: "workspace-write", network_access: value });
    const policy = parsed.success ? parsed.data : readOnly;
    expect((await run('exec 3<>"/dev/tcp/127.0.0.1/$PORT"', policy)).exitCode).not.toBe(0);
  });
});
