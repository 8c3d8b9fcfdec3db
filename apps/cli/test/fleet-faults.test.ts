import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import type { ThreadEvent } from "@codex/core";
import { answerQuestion, connectFleet, type Fleet, FleetThread, fleetHome, fleetStatus } from "@codex/fleet";
import { startModelServer } from "@codex/test-support";
import { describe, expect, test, vi } from "vitest";
import { checkThread, eventsOf } from "./support/check-fleet-thread.js";
import { startCutLine } from "./support/cut-line.js";
import { startFleetModel } from "./support/fleet-model.js";
import { startWorker } from "./support/fleet-worker.js";
import { createFleetWorld, runThread } from "./support/fleet-world.js";
import { hasNats, startNats } from "./support/nats.js";
import { runCodex, startCodex } from "./support/run-codex.js";
import { createWorkspace } from "./support/workspace.js";

const WAIT = { timeout: 180_000 };
const settings = { approvalPolicy: "never", sandboxPolicy: { mode: "danger-full-access" } } as const;

describe.skipIf(!hasNats)("a fleet with invalid messages (skipped without nats-server)", { timeout: 300_000 }, () => {
  test("fails unreadable turns, leaves those of a later version, removes the rest, and continues", async () => {
    await using world = await createFleetWorld({ steps: 1, work: "true", started: 1 });
    const { fleet } = world;
    const [strange, broken, empty, later] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    const send = (subject: string, message: unknown) =>
      fleet.js.publish(`codex.turn.any.${subject}`, JSON.stringify(message));
    const turn = (threadId: string) => ({ version: 1, threadId, turnId: randomUUID(), isAnswered: false });
    await send("*", "no turn");
    await send(randomUUID(), { ...turn(strange), input: [] });
    await send(strange, "no turn");
    await send(strange, { ...turn(strange), input: [{ type: "hologram" }] });
    await send(broken, { ...turn(broken), object: "turn-that-is-not-there" });
    await send(empty, { ...turn(empty), input: [], model: 7 });
    await send(later, { ...turn(later), version: 2, input: "in other words" });
    for (const thread of [strange, broken, empty]) {
      await vi.waitFor(async () => expect((await eventsOf(fleet, thread)).length).toBe(2), WAIT);
      const [started, ended] = await eventsOf(fleet, thread);
      expect(started?.type).toBe("turn-started");
      expect(ended).toMatchObject({ turn: { status: "failed", error: { code: "request-invalid" } } });
    }
    const thread = await runThread(fleet, () => {});
    expect(await checkThread(fleet, thread, await world.ran())).toBe("completed: ");
    await vi.waitFor(async () => {
      const { messages } = (await fleet.manager.streams.info("CODEX_TURNS")).state;
      expect(messages).toBe(1);
    }, WAIT);
    const { threads } = await fleetStatus(fleet);
    expect(threads.find(({ id }) => id === later)).toMatchObject({ status: "queued", waiting: 1 });
  });

  test("has no thread whose name is a pattern", async () => {
    await using world = await createFleetWorld({ steps: 0, work: "true", started: 1 });
    const { fleet } = world;
    await runThread(fleet, () => {});
    const { store } = fleetHome(fleet, { workspaceOf: async () => ({ ref: undefined, left: [] }) });
    for (const threadId of ["*", ">", "a b", ""]) {
      const open = FleetThread.open(fleet, { threadId, settings, isAnswered: false });
      await expect(open).rejects.toMatchObject({ code: "thread-not-found" });
      await expect(store.find(threadId)).rejects.toMatchObject({ code: "conversation-not-found" });
    }
  });

  test("runs a turn once that is queued twice, and reports its end once", async () => {
    await using world = await createFleetWorld({ steps: 1, work: "true", started: 1 });
    const { fleet } = world;
    const threadId = randomUUID();
    const turn = (turnId: string) => ({
      ...{ version: 1, threadId, turnId, input: [{ type: "text", text: "go" }], isAnswered: false },
      ...{ approvalPolicy: "never", sandboxMode: "danger-full-access" },
    });
    const [first, second] = [randomUUID(), randomUUID()];
    for (const turnId of [first, second, first])
      await fleet.js.publish(`codex.turn.any.${threadId}`, JSON.stringify(turn(turnId)));
    await vi.waitFor(async () => {
      expect((await fleet.manager.streams.info("CODEX_TURNS")).state.messages).toBe(0);
    }, WAIT);
    const ends = (await eventsOf(fleet, threadId)).flatMap((event) =>
      event.type === "turn-ended" ? [event.turn.id] : [],
    );
    expect(ends).toEqual([first, second]);
    expect(await world.ran()).toHaveLength(1);
  });
});

describe.skipIf(!hasNats)("clients of a fleet (skipped without nats-server)", { timeout: 300_000 }, () => {
  test("keep a question open whose client is gone, and accept one of two answers", async () => {
    await using world = await createFleetWorld({ steps: 1, work: "true", started: 1 });
    const { fleet } = world;
    await using client = await createWorkspace();
    const env = { CODEX_FLEET: world.nats.url };
    const run = await startCodex(
      client,
      ["fleet", "run", "-a", "untrusted", "-s", "danger-full-access", "--json", "go"],
      env,
    );
    run.stdin.end();
    const [line] = await once(run.stdout, "data");
    const { thread_id: thread } = JSON.parse(String(line).split("\n")[0] ?? "");
    const asked = async () => (await eventsOf(fleet, thread)).filter(({ type }) => type === "question-asked");
    await vi.waitFor(async () => expect(await asked()).toHaveLength(1), WAIT);
    run.kill("SIGKILL");
    const answers = await Promise.all([1, 2].map(() => runCodex(client, ["fleet", "approve", thread], { env })));
    expect(answers.map(({ code }) => code).toSorted()).toEqual([0, 1]);
    expect(answers.map(({ stderr }) => stderr).join("")).toMatch(/not one open question|no worker runs a turn/);
    await vi.waitFor(async () => {
      const last = (await eventsOf(fleet, thread)).at(-1);
      expect(last).toMatchObject({ type: "turn-ended", turn: { status: "completed" } });
    }, WAIT);
    expect(await world.ran()).toHaveLength(1);
  });
});

describe.skipIf(!hasNats)("a fleet with large output (skipped without nats-server)", { timeout: 300_000 }, () => {
  test("sends items that are larger than a message completely, and deletes their parts", async () => {
    const text = "larger than a message ".repeat(150_000);
    const delta = { type: "response.output_text.delta", item_id: "m", delta: text };
    const item = { type: "message", id: "m", role: "assistant", content: [{ type: "output_text", text }] };
    const begun = { type: "response.output_item.added", item: { ...item, content: [] } };
    const done = { type: "response.output_item.done", item };
    const completed = { type: "response.completed", response: { id: "r" } };
    const reply = [begun, delta, done, completed].map(
      (event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`,
    );
    await using model = await startModelServer([{ type: "stream", body: reply.join(""), afterwards: "end" }]);
    await using nats = await startNats();
    await using home = await createWorkspace({ model });
    await using _worker = await startWorker(home, nats.url);
    await using fleet = await connectFleet({ url: nats.url, name: "test" });
    const events: ThreadEvent[] = [];
    const thread = await runThread(fleet, (event) => events.push(event));
    const said = (all: readonly { readonly type: string }[]) =>
      JSON.stringify(all.filter(({ type }) => type === "item-ended"));
    expect(events.at(-1)).toMatchObject({ type: "turn-ended", turn: { status: "completed" } });
    expect(said(events)).toContain(text);
    expect(said(await eventsOf(fleet, thread))).toContain(text);
  });
});

describe.skipIf(!hasNats)("a fleet with network problems (skipped without nats-server)", { timeout: 600_000 }, () => {
  test("starts afresh when its server returns without data", async () => {
    await using model = await startFleetModel({ steps: 0, command: () => [] });
    await using nats = await startNats();
    await using home = await createWorkspace({ model });
    await using worker = await startWorker(home, nats.url);
    await using fleet = await connectFleet({ url: nats.url, name: "test" });
    await runThread(fleet, () => {});
    // Waits for a worker that never comes.
    const waiting = await FleetThread.open(fleet, { settings, isAnswered: false, label: "nobody" });
    const closed = new Promise<void>((resolve) => {
      waiting.subscribe({ onEvent: ({ type }) => type === "closed" && resolve() });
    });
    await waiting.start([{ type: "text", text: "go" }]);
    await nats.kill();
    await rm(nats.folder, { recursive: true, force: true });
    await nats.restart();
    await vi.waitFor(() => expect(worker.log()).toContain("had lost CODEX_TURNS"), WAIT);
    await closed;
    await expect(waiting[Symbol.asyncDispose]()).rejects.toMatchObject({ name: /FleetError|StreamNotFoundError/ });
    await runThread(fleet, () => {});
  });

  test("ignores an answer to a worker that slept past its lease", async () => {
    await using world = await createFleetWorld({ steps: 1, work: "true", started: 0 });
    const { fleet } = world;
    await using line = await startCutLine(world.nats.port);
    const asleep = await world.startWorker(0, `nats://127.0.0.1:${line.port}`);
    const asked: string[] = [];
    const heard = Promise.withResolvers<void>();
    const again = Promise.withResolvers<void>();
    const onEvent = (event: ThreadEvent) => {
      if (event.type !== "question-asked") return;
      asked.push(event.question.id);
      (asked.length === 1 ? heard : again).resolve();
    };
    const running = runAskingThread(fleet, onEvent);
    await heard.promise;
    const thread = await running.threadId;
    asleep.process.kill("SIGSTOP");
    const late = answerQuestion(fleet, thread, { questionId: asked[0], answer: { type: "approved", scope: "once" } });
    await expect(late).rejects.toMatchObject({ code: "unreachable" });
    await world.startWorker(1);
    await again.promise;
    await answerQuestion(fleet, thread, { questionId: asked[1], answer: { type: "approved", scope: "once" } });
    await running.ended;
    // It receives the late answer long before it can learn that it has lost the turn.
    line.mute();
    asleep.process.kill("SIGCONT");
    await vi.waitFor(() => expect(asleep.log()).toContain("cannot be reached"), WAIT);
    expect(await world.ran()).toHaveLength(1);
    line.restore();
    await vi.waitFor(() => expect(asleep.log()).toMatch(/turn .* (was stopped|another worker|somebody else)/), WAIT);
    expect(await world.ran()).toHaveLength(1);
    expect(await checkThread(fleet, thread, await world.ran())).toBe("completed: ");
    // Disposed before the connection to the server.
    await asleep[Symbol.asyncDispose]();
  });

  test("stops a turn whose worker was unreachable, once it is back", async () => {
    await using world = await createFleetWorld({ steps: 1, work: "sleep 600", started: 0 });
    await using line = await startCutLine(world.nats.port);
    const worker = await world.startWorker(0, `nats://127.0.0.1:${line.port}`);
    await using thread = await FleetThread.open(world.fleet, { settings, isAnswered: false });
    const events: ThreadEvent[] = [];
    const [begun, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    thread.subscribe({
      onEvent: (event) => {
        events.push(event);
        if (event.type === "item-started" && event.item.kind === "command") begun.resolve();
        if (event.type === "turn-ended") ended.resolve();
      },
    });
    await thread.start([{ type: "text", text: "work" }]);
    await begun.promise;
    line.cut();
    await thread.interrupt();
    await ended.promise;
    // Every open item ends, even if nobody has reported its end.
    const idsOf = (type: "item-started" | "item-ended") =>
      events.flatMap((event) => (event.type === type ? [event.item.id] : []));
    expect(idsOf("item-ended").toSorted()).toEqual(idsOf("item-started").toSorted());
    await vi.waitFor(() => expect(worker.log()).toContain("cannot be reached"), WAIT);
    line.restore();
    await vi.waitFor(async () => {
      const last = (await eventsOf(world.fleet, thread.id)).at(-1);
      expect(last).toMatchObject({ type: "turn-ended", turn: { status: "interrupted" } });
    }, WAIT);
    // Disposed before the connection to the server.
    await worker[Symbol.asyncDispose]();
  });
});

/** Runs a thread whose commands need approval. */
function runAskingThread(fleet: Fleet, onEvent: (event: ThreadEvent) => void) {
  const known = Promise.withResolvers<string>();
  const run = async () => {
    const asking = { ...settings, approvalPolicy: "untrusted" } as const;
    await using thread = await FleetThread.open(fleet, { settings: asking, isAnswered: true });
    known.resolve(thread.id);
    const ended = Promise.withResolvers<void>();
    thread.subscribe({
      onEvent: (event) => {
        onEvent(event);
        if (event.type === "turn-ended") ended.resolve();
      },
    });
    await thread.start([{ type: "text", text: "work" }]);
    await ended.promise;
  };
  return { threadId: known.promise, ended: run() };
}
