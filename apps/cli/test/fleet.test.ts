import { readdir } from "node:fs/promises";
import path from "node:path";
import { sse, startModelServer } from "@codex/test-support";
import { describe, expect, test, vi } from "vitest";
import { startWorker } from "./support/fleet-worker.js";
import { loadedBy } from "./support/loaded-files.js";
import { hasNats, startNats } from "./support/nats.js";
import { resultOf, runCodex, startCodex } from "./support/run-codex.js";
import { createWorkspace } from "./support/workspace.js";

const WAIT = { timeout: 180_000 };

/** Whether the turn's command runs there. */
async function beganIn(codexHome: string): Promise<boolean> {
  const files = await readdir(path.join(codexHome, "fleet"), { recursive: true });
  return files.some((name) => path.basename(name) === "begun");
}

describe.skipIf(!hasNats)("a fleet (skipped without nats-server)", { timeout: 600_000 }, () => {
  test("runs a turn on a worker, and then the thread's next turn", async () => {
    await using nats = await startNats();
    await using model = await startModelServer([sse.say("Hello from afar"), sse.say("Hello again")]);
    await using machine = await createWorkspace({ model });
    await using client = await createWorkspace();
    await using _worker = await startWorker(machine, nats.url);
    const first = await runCodex(client, ["fleet", "run", "--fleet", nats.url, "--json", "hi"]);
    expect(first).toMatchObject({ code: 0 });
    const events = first.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const { thread_id: thread } = events[0];
    expect(events.map(({ type }) => type)).toEqual([
      "thread.started",
      "turn.started",
      "item.completed",
      "turn.completed",
    ]);
    expect(events[2].item).toMatchObject({ type: "agent_message", text: "Hello from afar" });
    const second = await runCodex(client, ["fleet", "resume", thread, "and again"], { env: { CODEX_FLEET: nats.url } });
    expect(second).toMatchObject({ code: 0, stdout: "Hello again\n" });
    expect(JSON.stringify(model.requests[1]?.body)).toContain("Hello from afar");

    // The turn's state is recorded after its end.
    await vi.waitFor(async () => {
      const status = await runCodex(client, ["fleet", "status", "--fleet", nats.url, "--json"]);
      const { workers, threads, queue } = JSON.parse(status.stdout);
      expect(workers).toMatchObject([{ slots: 4, running: [], labels: [] }]);
      expect(threads).toMatchObject([{ id: thread, status: "completed", waiting: 0 }]);
      expect(queue).toMatchObject({ waiting: 0, running: 0 });
    }, WAIT);
  });

  test("supports the flags of codex exec, and exits with the same status", async () => {
    await using nats = await startNats();
    await using model = await startModelServer([]);
    await using machine = await createWorkspace({ model });
    await using client = await createWorkspace({ model });
    await using _worker = await startWorker(machine, nats.url);
    const both = async (...args: readonly string[]) => {
      const [here, there] = [
        ["exec", ...args],
        ["exec", "--fleet", nats.url, ...args],
      ];
      return [await runCodex(client, here), await runCodex(client, there)];
    };
    model.push(sse.say("a plan"), sse.say("a plan"));
    const planned = await both("--plan", "go");
    expect(planned.map(({ code, stdout }) => ({ code, stdout }))).toEqual(
      Array(2).fill({ code: 0, stdout: "a plan\n" }),
    );
    for (const { body } of model.requests) expect(JSON.stringify(body)).toContain("<collaboration_mode>");
    model.push(sse.shell(["true"], {}, "a"), sse.shell(["true"], {}, "b"));
    const [limited, limitedThere] = await both("--max-turns", "1", "go");
    expect(limited?.code).toBeGreaterThan(0);
    expect(limitedThere?.code).toBe(limited?.code);
    expect(model.requests).toHaveLength(4);
    const away = await runCodex(client, ["exec", "--fleet", nats.url, "--add-dir", "/tmp", "go"]);
    expect(away).toMatchObject({ code: 2 });
    expect(away.stderr).toContain("--add-dir");
  });

  test("lets anybody answer a turn's questions, stop it, and read what was said", async () => {
    await using nats = await startNats();
    await using model = await startModelServer([
      sse.shell(["sh", "-c", "echo $((40 + 2))"], {}, "ask"),
      sse.shell(["sleep", "100"], {}, "long"),
    ]);
    await using machine = await createWorkspace({ model });
    await using client = await createWorkspace();
    const env = { CODEX_FLEET: nats.url };
    const fleet = (...args: readonly string[]) => runCodex(client, ["fleet", ...args], { env });
    await using _worker = await startWorker(machine, nats.url);
    const run = await startCodex(client, ["fleet", "run", "-a", "untrusted", "--json", "count"], env);
    const result = resultOf(run);
    run.stdin.end();
    const thread = await vi.waitFor(async () => {
      const { threads } = JSON.parse((await fleet("status", "--json")).stdout);
      expect(threads).toMatchObject([{ status: "running" }]);
      return threads[0].id as string;
    }, WAIT);
    await vi.waitFor(async () => expect((await fleet("logs", thread)).stdout).toContain("question "), WAIT);
    expect((await fleet("approve", thread, "no-such")).stderr).toContain("is not open");
    expect(await fleet("approve", thread)).toMatchObject({ code: 0, stdout: "approved\n" });
    await model.waitForRequests(2);
    expect(JSON.stringify(model.requests[1]?.body)).toContain("42");
    await vi.waitFor(async () => expect((await fleet("logs", thread, "--json")).stdout).toContain("/q2"), WAIT);
    expect(await fleet("interrupt", thread)).toMatchObject({ code: 0, stdout: "the turn was stopped\n" });
    expect(await result).toMatchObject({ code: 130 });
    const log = (await fleet("logs", thread, "--json")).stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(log.at(-1)).toMatchObject({ attempt: 1, event: { type: "turn-ended", turn: { status: "interrupted" } } });
    const later = (await fleet("logs", thread, "--json", "--from", String(log.at(-1).sequence))).stdout
      .trim()
      .split("\n");
    expect(later.length).toBeLessThan(log.length);
    expect(JSON.parse(later.at(-1) ?? "")).toEqual(log.at(-1));
    expect((await fleet("interrupt", thread)).stderr).toContain("no turn of thread");
  });

  test("continues the turn of a killed worker; the model is told which results are unknown", async () => {
    await using nats = await startNats();
    await using model = await startModelServer([]);
    await using first = await createWorkspace({ model });
    await using second = await createWorkspace({ model });
    await using client = await createWorkspace();
    await using lost = await startWorker(first, nats.url, "--lease", "3");
    model.push(
      sse.call(
        "shell",
        { command: ["sh", "-c", "echo begun > begun; while [ -e begun ]; do sleep 0.1; done"] },
        "call-lost",
      ),
    );
    const run = await startCodex(client, [
      "fleet",
      "run",
      "--fleet",
      nats.url,
      "--json",
      "-s",
      "danger-full-access",
      "go",
    ]);
    const result = resultOf(run);
    run.stdin.end();
    await model.waitForRequests(1);
    await vi.waitFor(async () => expect(await beganIn(first.codexHome)).toBe(true), WAIT);
    model.push(sse.say("I looked: it is done"));
    await using _next = await startWorker(second, nats.url);
    lost.process.kill("SIGKILL");
    const { code, stdout } = await result;
    expect(code).toBe(0);
    expect(stdout).toContain("I looked: it is done");
    expect(stdout.match(/turn\.started/g)).toHaveLength(1);
    const input = JSON.stringify(model.requests[1]?.body);
    expect(input).toContain("whether it ran, and how far, is not known");
    expect(input.match(/"go"/g)).toHaveLength(1);
  });
});

/** Every program that uses JetStream contains this subject. */
const JETSTREAM = "$JS.API";

test("codex --version, codex exec and codex app-server load none of its code", async () => {
  await using model = await startModelServer([sse.say("done")]);
  await using workspace = await createWorkspace({ model });
  const has = (files: readonly string[]) => files.some((text) => text.includes(JETSTREAM));
  expect(has(await loadedBy(workspace, ["--version"]))).toBe(false);
  expect(has(await loadedBy(workspace, ["exec", "hi"]))).toBe(false);
  expect(has(await loadedBy(workspace, ["app-server"]))).toBe(false);
  // The pattern matches where the code is needed.
  expect(has(await loadedBy(workspace, ["fleet", "status", "--fleet", "nats://127.0.0.1:9"]))).toBe(true);
});
