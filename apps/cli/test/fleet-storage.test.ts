import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import { connectFleet, type Fleet, fleetStatus } from "@codex/fleet";
import { TemporaryFolder } from "@codex/test-support";
import { describe, expect, test, vi } from "vitest";
import { startFleetModel } from "./support/fleet-model.js";
import { startLimitedWorker, startWorker } from "./support/fleet-worker.js";
import { beginThread } from "./support/fleet-world.js";
import { hasNats, startNats } from "./support/nats.js";
import { runCodex } from "./support/run-codex.js";
import { createWorkspace } from "./support/workspace.js";

const WAIT = { timeout: 180_000 };

/** A server with one account of limited storage, in which everybody is. */
function startSmallNats() {
  return startNats((folder) => {
    const file = path.join(folder, "nats.conf");
    const account = "jetstream { max_file: 2MB, max_mem: 0 }, users: [{ user: all, password: all }]";
    writeFileSync(file, `accounts { SMALL { ${account} } }\nno_auth_user: all\n`);
    return ["-c", file];
  });
}

/** Fills the account with a stream that has nothing to do with the fleet. */
async function fill(fleet: Fleet): Promise<void> {
  await fleet.manager.streams.add({ name: "OTHER", subjects: ["other"] });
  for (const size of [200_000, 5_000, 50]) {
    const store = async () => fleet.js.publish("other", "x".repeat(size));
    while (
      await store().then(
        () => true,
        () => false,
      )
    );
  }
}

describe.skipIf(!hasNats)("a fleet without storage (skipped without nats-server)", { timeout: 300_000 }, () => {
  test("tells those who follow a turn why it is not run, and runs it once there is room", async () => {
    await using nats = await startSmallNats();
    await using model = await startFleetModel({ steps: 0, command: () => ["true"] });
    await using home = await createWorkspace({ model });
    await using fleet = await connectFleet({ url: nats.url, name: "test", leaseMs: 3_000 });
    const notices: string[] = [];
    await using thread = await beginThread(fleet, (event) => {
      if (event.type === "notice") notices.push(event.message);
    });
    await fill(fleet);
    await using _worker = await startWorker(home, nats.url);
    await vi.waitFor(
      () => expect(notices.join()).toMatch(/cannot run the turn now.*(insufficient|resource|storage)/),
      WAIT,
    );
    await fleet.manager.streams.delete("OTHER");
    await thread.ended;
  });

  test("does not count tries on a worker whose disk is full, and runs the turn once there is room", async () => {
    await using nats = await startNats();
    await using model = await startFleetModel({ steps: 0, command: () => ["true"] });
    await using home = await createWorkspace({ model });
    await using fleet = await connectFleet({ url: nats.url, name: "test", leaseMs: 3_000 });
    // Programs in /tmp are not run.
    using folder = new TemporaryFolder({}, "/var/tmp");
    const programs = folder.path;
    const full = path.join(programs, "full");
    const git = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
    const refuse = 'echo "fatal: unable to write new index file: No space left on device" >&2; exit 128';
    writeFileSync(full, "");
    const script = `#!/bin/sh\ncase "$*" in *unbundle*) [ -e ${full} ] && { ${refuse}; };; esac\nexec ${git} "$@"\n`;
    writeFileSync(path.join(programs, "git"), script, { mode: 0o755 });
    const args = ["--fleet", nats.url, "--sandbox", "danger-full-access"];
    await using _worker = await startLimitedWorker(home, args, { PATH: `${programs}:${process.env["PATH"]}` });
    await using client = await createWorkspace();
    const running = runCodex(client, ["exec", "--fleet", nats.url, "go"]);
    await vi.waitFor(async () => {
      const { threads } = await fleetStatus(fleet);
      expect(threads).toMatchObject([{ stalled: 0, lastFailure: expect.stringContaining("No space left") }]);
    }, WAIT);
    await rm(full);
    const result = await running;
    expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining("done") });
    expect(result.stderr).toMatch(/cannot run the turn now and tries again: .*No space left on device/);
  });

  test("tells the client that submits a turn", async () => {
    await using nats = await startSmallNats();
    await using fleet = await connectFleet({ url: nats.url, name: "test", leaseMs: 3_000 });
    await fill(fleet);
    await using client = await createWorkspace();
    const submit = () => runCodex(client, ["exec", "--skip-git-repo-check", "--fleet", nats.url, "go"]);
    const inRepository = await submit();
    expect(inRepository).toMatchObject({ code: 1 });
    expect(inRepository.stderr).toContain("no room for a copy of the repository: resource limits exceeded for account");
    await rm(path.join(client.cwd, ".git"), { recursive: true });
    const elsewhere = await submit();
    expect(elsewhere).toMatchObject({ code: 1 });
    expect(elsewhere.stderr).toContain("no room for the turn: resource limits exceeded for account");
  });
});
