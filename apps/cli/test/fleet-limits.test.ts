import { existsSync } from "node:fs";
import path from "node:path";
import { sse, startModelServer } from "@codex/test-support";
import { describe, expect, test, vi } from "vitest";
import { startLimitedWorker } from "./support/fleet-worker.js";
import { hasSandbox } from "./support/has-sandbox.js";
import { hasNats, startNats } from "./support/nats.js";
import { resultOf, runCodex, startCodex } from "./support/run-codex.js";
import { createWorkspace } from "./support/workspace.js";

const isConfining = await hasSandbox();
const WAIT = { timeout: 180_000 };
/** With this flag Node loads no native code, and so no sandbox. */
const NO_ADDONS = ["--permission", "--allow-fs-read=*", "--allow-fs-write=*", "--allow-child-process"]
  .concat(["--allow-worker", "--allow-net"].filter((flag) => process.allowedNodeEnvironmentFlags.has(flag)))
  .join(" ");

describe.skipIf(!hasNats || !isConfining)(
  "permissions of turns on a fleet (skipped without nats-server, and without a working sandbox)",
  { timeout: 600_000 },
  () => {
    test("a worker without a sandbox returns turns that need one, and runs the others", async () => {
      await using nats = await startNats();
      await using model = await startModelServer([]);
      await using bare = await createWorkspace({ model });
      await using able = await createWorkspace({ model });
      await using client = await createWorkspace();
      const exec = (mode: string) => ["exec", "--fleet", nats.url, "-s", mode, "go"];
      await using first = await startLimitedWorker(bare, ["--fleet", nats.url, "--sandbox", "danger-full-access"], {
        NODE_OPTIONS: NO_ADDONS,
      });
      const confined = await startCodex(client, exec("workspace-write"));
      const result = resultOf(confined);
      confined.stdin.end();
      await vi.waitFor(
        () => expect(first.log()).toMatch(/is given back: it asks for a sandbox, and none works here/),
        WAIT,
      );
      model.push(sse.say("without one"));
      expect(await runCodex(client, exec("danger-full-access"))).toMatchObject({ code: 0, stdout: "without one\n" });
      expect(model.requests).toHaveLength(1);
      model.push(sse.say("within one"));
      await using _second = await startLimitedWorker(able, ["--fleet", nats.url]);
      expect(await result).toMatchObject({ code: 0, stdout: "within one\n" });
    });

    test("a turn that asks for more than its worker allows is confined to that, and can write to its workspace", async () => {
      await using nats = await startNats();
      await using model = await startModelServer([
        sse.shell(
          ["sh", "-c", "echo made > made.txt && echo network off: $CODEX_SANDBOX_NETWORK_DISABLED"],
          {},
          "look",
        ),
        sse.say("done"),
      ]);
      await using machine = await createWorkspace({ model });
      const config = 'model = "of-the-repository"\nsandbox_mode = "danger-full-access"\n';
      await using client = await createWorkspace({
        files: { "AGENTS.md": "Whistle.\n", ".codex/config.toml": config },
      });
      await using _worker = await startLimitedWorker(machine, ["--fleet", nats.url]);
      const args = ["exec", "--fleet", nats.url, "-s", "danger-full-access", "--apply", "go"];
      const run = await runCodex(client, args);
      expect(run).toMatchObject({ code: 0, stdout: "done\n" });
      expect(JSON.stringify(model.requests[1]?.body)).toContain("network off: 1");
      expect(await client.read("made.txt")).toBe("made\n");
      // The repository's instructions apply, but none of its configuration.
      expect(JSON.stringify(model.requests[0]?.body)).toContain("Whistle.");
      expect(model.requests[0]?.body).not.toMatchObject({ model: "of-the-repository" });
      const own = await runCodex(machine, ["worker", "--fleet", nats.url, "--workspaces", machine.codexHome]);
      expect(own.code).toBe(1);
      expect(own.stderr).toContain("--workspaces: turns may not write to");
    });

    test("an approval lets a command out of the sandbox, except on a worker started with --confined", async () => {
      await using nats = await startNats();
      await using machine = await createWorkspace();
      await using model = await startModelServer([]);
      await using free = await createWorkspace({ model });
      await using strict = await createWorkspace({ model });
      await using client = await createWorkspace();
      const fleet = (...args: readonly string[]) =>
        runCodex(client, ["fleet", ...args], { env: { CODEX_FLEET: nats.url } });
      const made = (name: string) => path.join(machine.cwd, name);
      const callTo = (name: string) =>
        sse.shell(["touch", made(name)], { with_escalated_permissions: true, justification: "it is outside" }, name);
      const run = ["run", "--label", "free", "-s", "workspace-write", "-a", "on-request", "--json", "go"];
      await using _free = await startLimitedWorker(free, ["--fleet", nats.url, "--labels", "free"]);
      model.push(callTo("approved"), sse.say("out"));
      const asking = await startCodex(client, ["fleet", ...run], { CODEX_FLEET: nats.url });
      const result = resultOf(asking);
      asking.stdin.end();
      const thread = await vi.waitFor(async () => {
        const { threads } = JSON.parse((await fleet("status", "--json")).stdout);
        expect(threads).toMatchObject([{ status: "running" }]);
        return threads[0].id as string;
      }, WAIT);
      await vi.waitFor(async () => expect(await fleet("approve", thread)).toMatchObject({ code: 0 }), WAIT);
      expect(await result).toMatchObject({ code: 0 });
      expect(existsSync(made("approved"))).toBe(true);

      await using _strict = await startLimitedWorker(strict, ["--fleet", nats.url, "--labels", "strict", "--confined"]);
      model.push(callTo("refused"), sse.say("in"));
      const refused = await fleet(...run.map((arg) => (arg === "free" ? "strict" : arg)));
      expect(refused).toMatchObject({ code: 0 });
      expect(refused.stdout).toContain('"in"');
      expect(existsSync(made("refused"))).toBe(false);
      expect(JSON.stringify(model.requests[3]?.body)).toMatch(/reject|denied|not approved/i);

      // Nor may a reviewer approve it: the model gets no request to review.
      model.push(callTo("reviewed"), sse.say("in again"));
      const reviewed = ["-c", 'approvals_reviewer="auto_review"', ...run.slice(1)];
      const again = await fleet("run", ...reviewed.map((arg) => (arg === "free" ? "strict" : arg)));
      expect(again).toMatchObject({ code: 0 });
      expect(again.stdout).toContain('"in again"');
      expect(existsSync(made("reviewed"))).toBe(false);
    });
  },
);
