import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { startAppServer } from "@codex/client/node";
import { sse, startModelServer } from "@codex/test-support";
import { describe, expect, test, vi } from "vitest";
import { parse } from "yaml";
import * as z from "zod/mini";
import {
  type ConfiguredNats,
  documentedBlock,
  documentedTenants,
  hasNats,
  hasOpenssl,
  makeCertificate,
  startConfiguredNats,
} from "../../../packages/fleet/test/nats-conf.js";
import { builtCodex } from "./support/built-codex.js";
import { type FleetWorker, startLimitedWorker, startWorker } from "./support/fleet-worker.js";
import { hasSandbox } from "./support/has-sandbox.js";
import { startNats } from "./support/nats.js";
import { resultOf, runCodex, startCodex } from "./support/run-codex.js";
import { createWorkspace, type Workspace } from "./support/workspace.js";

const isConfining = await hasSandbox();
const WAIT = { timeout: 180_000 };

/** The documentation's server with its two tenants, and with TLS, as its comment says. */
function startServer(): Promise<ConfiguredNats> {
  return startConfiguredNats(async (file) => {
    makeCertificate(file, "server");
    return (await documentedTenants(file))
      .replace(/^# (tls .*)$/m, "$1")
      .replace("/etc/nats/server.pem", file("server.pem"))
      .replace("/etc/nats/server.key", file("server.key"));
  });
}

/** The workspace's configuration of a fleet with a key in that file. */
async function withKey(server: ConfiguredNats, options: { readonly baseUrl?: string; readonly user: string }) {
  const { baseUrl, user } = options;
  const config = `fleet.nkey_file = "${server.file(user)}"\nfleet.tls_ca_file = "${server.file("server.pem")}"\n`;
  return createWorkspace({ config, ...(baseUrl !== undefined && { model: { baseUrl } }) });
}

/** The Compose keys in use. */
const ServiceSchema = z.strictObject({
  image: z.string(),
  command: z.array(z.string()),
  environment: z.optional(z.record(z.string(), z.string())),
  ports: z.optional(z.array(z.string().check(z.regex(/^\d+:\d+$/)))),
  volumes: z.array(z.string().check(z.regex(/^([\w./-]+:)?\/[\w./-]+(:ro)?$/))),
  security_opt: z.optional(z.array(z.string())),
  stop_grace_period: z.optional(z.string().check(z.regex(/^\d+s$/))),
  deploy: z.optional(z.strictObject({ replicas: z.int() })),
  depends_on: z.optional(z.array(z.enum(["nats"]))),
  restart: z.literal("unless-stopped"),
});
const ComposeSchema = z.strictObject({
  services: z.strictObject({ nats: ServiceSchema, worker: ServiceSchema }),
  volumes: z.strictObject({ nats: z.strictObject({}) }),
});

async function composedServices() {
  return ComposeSchema.parse(parse(await documentedBlock("yaml"))).services;
}

/** The worker of the documentation's compose file, on this machine instead of a container. */
async function startComposedWorker(home: Workspace, url: string): Promise<FleetWorker> {
  const { command, environment, volumes } = (await composedServices()).worker;
  const [program, subcommand, ...args] = command;
  expect([program, subcommand, environment]).toEqual([
    "codex",
    "worker",
    { CODEX_HOME: "/codex", CODEX_FLEET: "tls://nats:4222" },
  ]);
  expect(volumes).toEqual(["./worker-home:/codex", "/workspaces"]);
  const own = args.map((arg) => (arg === "/workspaces" ? path.join(home.cwd, "../workspaces") : arg));
  return startLimitedWorker(home, own, { CODEX_FLEET: url });
}

test("the documentation's compose file mounts what its commands reference", async () => {
  const { nats, worker } = await composedServices();
  expect(nats.command).toEqual(["-c", "/etc/nats/nats.conf"]);
  expect(nats.volumes).toEqual(["./nats.conf:/etc/nats/nats.conf:ro", "nats:/var/lib/nats"]);
  expect(await documentedBlock("conf")).toContain('store_dir: "/var/lib/nats"');
  expect(await documentedBlock("conf")).toContain("listen: 0.0.0.0:4222");
  // A worker may take 30 s to hand over its turns.
  expect(Number.parseInt(worker.stop_grace_period ?? "", 10)).toBeGreaterThan(30);
});

describe.skipIf(!hasNats || !hasOpenssl || !isConfining)(
  "the documentation's server and compose file (skipped without nats-server or openssl, and without a working sandbox)",
  { timeout: 600_000 },
  () => {
    test("are sufficient for a tenant's workers and clients, with TLS and keys in files", async () => {
      await using model = await startModelServer([]);
      await using server = await startServer();
      const url = `tls://localhost:${server.port}`;
      await using one = await withKey(server, { baseUrl: model.baseUrl, user: "ACME_WORKER" });
      await using two = await withKey(server, { baseUrl: model.baseUrl, user: "ACME_WORKER" });
      await using client = await withKey(server, { user: "ACME_CLIENT" });
      const env = { CODEX_FLEET: url };
      const codex = (...args: readonly string[]) => runCodex(client, args, { env });
      const status = async () => JSON.parse((await codex("fleet", "status", "--json")).stdout);

      const early = await codex("fleet", "status");
      expect(early.code).toBe(1);
      expect(early.stderr).toContain("no worker has set it up yet");
      await using _first = await startComposedWorker(one, url);
      await using _second = await startComposedWorker(two, url);
      await vi.waitFor(async () => expect((await status()).workers).toHaveLength(2), WAIT);

      await writeFile(path.join(client.cwd, "kept.txt"), "kept\n");
      model.push(sse.shell(["sh", "-c", "cat kept.txt > made.txt"], {}, "make"), sse.say("made"));
      const made = await codex("exec", "--fleet", url, "--full-auto", "--apply", "make it");
      expect(made).toMatchObject({ code: 0, stdout: "made\n" });
      expect(await client.read("made.txt")).toBe("kept\n");

      model.push(sse.shell(["sh", "-c", "echo $((40 + 2))"], {}, "ask"), sse.shell(["sleep", "100"], {}, "long"));
      const asking = await startCodex(client, ["fleet", "run", "--json", "-a", "untrusted", "go"], env);
      const result = resultOf(asking);
      asking.stdin.end();
      const thread = await vi.waitFor(async () => {
        const { threads } = await status();
        const running = threads.find((entry: { readonly status: string }) => entry.status === "running");
        expect(running).toBeDefined();
        return running.id as string;
      }, WAIT);
      await vi.waitFor(async () => expect((await codex("fleet", "approve", thread)).code).toBe(0), WAIT);
      await model.waitForRequests(4);
      await vi.waitFor(async () => expect((await codex("fleet", "approve", thread)).code).toBe(0), WAIT);
      expect((await codex("fleet", "interrupt", thread)).stdout).toBe("the turn was stopped\n");
      expect(await result).toMatchObject({ code: 130 });
      expect((await codex("fleet", "logs", thread)).stdout).toContain("the turn interrupted");

      model.push(sse.say("still here"));
      expect(await codex("fleet", "resume", thread, "and now?")).toMatchObject({ code: 0, stdout: "still here\n" });

      model.push(sse.say("to an editor"));
      const command = [process.execPath, await builtCodex(), "app-server", "--fleet", url] as const;
      const clientInfo = { name: "editor", version: "1" };
      const own = { cwd: client.cwd, env: client.env };
      await using editor = await startAppServer({ command, clientInfo, ...own });
      const { data } = await editor.client.call("thread/list", { sourceKinds: ["exec", "cli"] });
      expect(data.map(({ id }) => id)).toContain(thread);
      const resumed = await editor.client.call("thread/resume", { threadId: thread });
      expect(resumed.thread.turns.map(({ status }) => status)).toEqual(["interrupted", "completed"]);
      const said = editor.client.next("item/completed", ({ item }) => item.type === "agentMessage");
      const input = [{ type: "text" as const, text: "and here?", text_elements: [] }];
      await editor.client.call("turn/start", { threadId: thread, input });
      expect(await said).toMatchObject({ item: { text: "to an editor" } });
    });
  },
);

describe.skipIf(!hasNats)("the example of @codex/fleet (skipped without nats-server)", { timeout: 120_000 }, () => {
  test("runs a turn to its end", async () => {
    const readme = await readFile(new URL("../../../packages/fleet/README.md", import.meta.url), "utf8");
    const [, code = ""] = /^```ts\n(.*?)^```/ms.exec(readme) ?? [];
    await using nats = await startNats();
    await using model = await startModelServer([sse.say("It does not.")]);
    await using home = await createWorkspace({ model });
    await using _worker = await startWorker(home, nats.url);
    // Beside the tests, so that packages resolve as for their files.
    const file = new URL(".readme-of-fleet.ts", import.meta.url);
    try {
      await writeFile(file, code.replace("nats://127.0.0.1:4222", nats.url));
      await import(file.href);
    } finally {
      await rm(file);
    }
    expect(JSON.stringify(model.requests[0]?.body)).toContain("Why does the parser leak?");
  });
});
