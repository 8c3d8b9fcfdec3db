import { loadConfig, type ThreadEvent, ThreadManager } from "@codex/core";
import { connectFleet, type Fleet, FleetThread } from "@codex/fleet";
import { expect, test } from "vitest";
import { startFleetModel } from "../apps/cli/test/support/fleet-model.js";
import { startWorker } from "../apps/cli/test/support/fleet-worker.js";
import { hasNats, startNats } from "../apps/cli/test/support/nats.js";
import { createWorkspace, type Workspace } from "../apps/cli/test/support/workspace.js";
import { median } from "./measure.js";

const TURNS = 40;
const WARM_UP = 10;
const SLEEP_S = 3;
const settings = { approvalPolicy: "never", sandboxPolicy: { mode: "danger-full-access" } } as const;
const input = [{ type: "text", text: "go" }] as const;

const report = (name: string, figure: string) => process.stdout.write(`${name.padEnd(28)} ${figure}\n`);

/** Runs a turn in a new thread on the fleet; returns its duration and the delay of its start event, in milliseconds. */
async function fleetTurn(fleet: Fleet): Promise<{ readonly ms: number; readonly delayMs: number }> {
  const started = performance.now();
  await using thread = await FleetThread.open(fleet, { settings, isAnswered: false });
  let delayMs = Number.NaN;
  const ended = new Promise<number>((resolve) => {
    thread.subscribe({
      onEvent: (event) => {
        if (event.type === "turn-started") delayMs = Date.now() - event.turn.startedAt;
        if (event.type === "turn-ended") resolve(performance.now() - started);
      },
    });
  });
  await thread.start(input);
  return { ms: await ended, delayMs };
}

/** The same in this process. */
async function localTurn(manager: ThreadManager, workspace: Workspace): Promise<number> {
  const started = performance.now();
  const config = await loadConfig({
    codexHome: workspace.codexHome,
    cwd: workspace.cwd,
    env: workspace.env,
    cliOverrides: [],
    overrides: { approvalPolicy: "never", sandboxMode: "danger-full-access" },
  });
  const thread = await manager.newThread(config);
  const ended = new Promise<number>((resolve) => {
    const onEvent = (event: ThreadEvent) => event.type === "turn-ended" && resolve(performance.now() - started);
    thread.subscribe({ onEvent });
  });
  await thread.start(input);
  const ms = await ended;
  await manager.removeThread(thread.id);
  return ms;
}

test.skipIf(!hasNats)(
  "a text turn costs at most 15 ms more on the fleet, its events are heard within 3 ms (needs nats-server)",
  { timeout: 120_000 },
  async () => {
    await using model = await startFleetModel({ steps: 0, command: () => [] });
    await using nats = await startNats();
    await using workspace = await createWorkspace({ model });
    await using _worker = await startWorker(workspace, nats.url);
    await using fleet = await connectFleet({ url: nats.url, name: "bench" });
    await using local = await createWorkspace({ model });
    await using manager = new ThreadManager({
      env: local.env,
      platform: process.platform,
      version: "0",
      userAgent: "bench",
    });
    const [here, there, delays]: [number[], number[], number[]] = [[], [], []];
    for (let turn = 0; turn < TURNS; turn++) {
      here.push(await localTurn(manager, local));
      const { ms, delayMs } = await fleetTurn(fleet);
      there.push(ms);
      delays.push(delayMs);
    }
    const [alone, away, late] = [here, there, delays].map((times) => median(times.slice(WARM_UP))) as [
      number,
      number,
      number,
    ];
    report("text turn", `${alone.toFixed(1)} ms here, ${away.toFixed(1)} ms on the fleet`);
    report("event delay", `${late.toFixed(1)} ms`);
    expect(away - alone).toBeLessThan(15);
    expect(late).toBeLessThanOrEqual(3);
  },
);

test.skipIf(!hasNats)(
  "three workers do three times the work of one in 1.2 times its time (needs nats-server)",
  { timeout: 120_000 },
  async () => {
    await using model = await startFleetModel({ steps: 1, command: () => ["sleep", String(SLEEP_S)] });
    const one = await timeOf(1, model.baseUrl);
    const three = await timeOf(3, model.baseUrl);
    report("2 slots of sleeping", `${one.toFixed(0)} ms by one worker, 6 by three: ${three.toFixed(0)} ms`);
    expect(three / one).toBeLessThan(1.2);
  },
);

/** How long workers with two slots each take for two turns each. */
async function timeOf(workers: number, baseUrl: string): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const nats = stack.use(await startNats());
  for (let index = 0; index < workers; index++) {
    const workspace = stack.use(await createWorkspace({ model: { baseUrl } }));
    stack.use(await startWorker(workspace, nats.url, "--slots", "2"));
  }
  const fleet = stack.use(await connectFleet({ url: nats.url, name: "bench" }));
  const started = performance.now();
  await Promise.all(Array.from({ length: 2 * workers }, () => fleetTurn(fleet)));
  return performance.now() - started;
}
