import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import path from "node:path";
import { type Config, createSpawner, isWithin } from "@codex/core";
import { runWorker, type WorkerLimits, type WorkerOptions } from "@codex/fleet";
import { terminalText } from "@codex/terminal";
import type { Invocation } from "../command-line/command-spec.js";
import { configValuesOf } from "../command-line/config-values.js";
import { openFleet } from "../fleet/open-fleet.js";
import { labelLimitsOf, labelsOf, positiveNumber } from "../fleet/worker-arguments.js";
import type { Io } from "../io.js";
import { createEngine } from "./engine.js";
import { configFromInvocation } from "./session-config.js";

const DEFAULT_SLOTS = 4;
const MS = 1000;
const DAY_MS = 24 * 60 * 60 * MS;

/** `codex worker`: runs turns of a fleet until it is stopped. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const config = await configFromInvocation(invocation, io);
  const settings = settingsOf(invocation, io, config);
  const { id, labels, slots } = settings;
  const leaseMs = milliseconds(invocation, "lease");
  await using engine = await createEngine(config, io, { apiKey: io.env["CODEX_API_KEY"] });
  const log = (line: string) => void io.stderr.write(`${terminalText(line)}\n`);
  const onLink = (isUp: boolean, refusal?: string) =>
    log(isUp ? "the fleet's server is reachable again" : lineOfLoss(refusal));
  await using fleet = await openFleet(invocation, io, config, { name: id, leaseMs, onLink });
  log(`codex worker ${id} takes turns: ${slots} at once${labels.length === 0 ? "" : `, labels ${labels.join(", ")}`}`);
  const { loadConfig } = await import("@codex/core");
  io.keepMemorySmall?.();
  const { codexHome } = config;
  const options: WorkerOptions = {
    ...settings,
    limitsOfTurns: await limitsOfTurns(invocation, io, config),
    manager: engine.manager,
    loadConfig: ({ cwd, ...turn }) => {
      const overrides = { profile: invocation.option("profile"), ...turn };
      return loadConfig({ codexHome, cwd, env: io.env, cliOverrides: configValuesOf(invocation), overrides });
    },
    onNotice: log,
  };
  await runWorker(fleet, options, io.signal);
  return 0;
}

/** What the command line and the machine say about the worker. */
function settingsOf(invocation: Invocation, io: Io, config: Config) {
  const labels = labelsOf(invocation);
  const keptDays = positiveNumber(invocation, "keep-workspaces");
  return {
    id: workerId(),
    host: hostname(),
    version: io.version,
    labels,
    limits: labelLimitsOf(invocation, labels),
    model: config.model,
    slots: positiveNumber(invocation, "slots") ?? DEFAULT_SLOTS,
    workspaces: workspacesOf(invocation, io, config),
    keepWorkspacesMs: keptDays && keptDays * DAY_MS,
    shared: invocation.options("shared").map((dir) => path.resolve(io.cwd, dir)),
    codexHome: config.codexHome,
    env: io.env,
    drainMs: milliseconds(invocation, "drain"),
    outageLimitMs: milliseconds(invocation, "outage"),
  };
}

/** Containers may share host names and process ids. */
function workerId(): string {
  return [hostname().replaceAll(/[^\w-]/g, "-"), process.pid, randomBytes(2).toString("hex")].join("-");
}

function lineOfLoss(refusal: string | undefined): string {
  if (refusal === undefined) return "the fleet's server cannot be reached";
  return `the fleet's server refuses the worker's credentials: ${refusal}. Once their file is renewed, it is read again`;
}

/** In CODEX_HOME, turns may only write below the usual location. */
function workspacesOf(invocation: Invocation, io: Io, { codexHome }: Config): string {
  const usual = path.join(codexHome, "fleet", "workspaces");
  const workspaces = path.resolve(io.cwd, invocation.option("workspaces") ?? usual);
  if (isWithin(codexHome, workspaces) && !isWithin(usual, workspaces))
    throw new Error(`--workspaces: turns may not write to ${codexHome}, Codex's own folder: choose another one`);
  return workspaces;
}

/** The value of an option in seconds. */
function milliseconds(invocation: Invocation, name: string): number | undefined {
  const seconds = positiveNumber(invocation, name);
  return seconds && seconds * MS;
}

/** The widest sandbox that turns may ask for: that of the command line or the configuration, and at least the workspace. */
async function limitsOfTurns(invocation: Invocation, io: Io, { sandboxPolicy }: Config): Promise<WorkerLimits> {
  await using spawner = createSpawner({ env: io.env, platform: io.platform });
  const hasSandbox = (await spawner.report()).some(({ works }) => works);
  if (!hasSandbox) io.stderr.write("note: no sandbox works here, so turns that need one are returned to the queue\n");
  const isWide = invocation.has("sandbox") || sandboxPolicy.mode === "danger-full-access";
  const sandboxMode = isWide ? sandboxPolicy.mode : "workspace-write";
  return { sandboxMode, hasSandbox, isConfined: invocation.has("confined") };
}
