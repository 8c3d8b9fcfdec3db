import { setImmediate as turn } from "node:timers/promises";
import type { ExitStatus, SpawnedProcess } from "@codex/linux-sandbox";
import { defaultUserShell, type UserShell } from "../context/user-shell.js";
import { waitWithin } from "../wait-within.js";
import { startClientCommand } from "./client-command.js";
import type { ExecOptions } from "./exec-options.js";
import type { ExecRunner } from "./exec-runner.js";
import type { ExecParams, ExecResult } from "./exec-types.js";
import { exitCodeOf, mayBeOfSandbox } from "./exit-code.js";
import { LeftoverSweeper } from "./leftover-sweeper.js";
import { CommandCapture } from "./output/command-capture.js";
import { drainOutput } from "./output/drain-output.js";
import { isWorthReporting, putAsideNote } from "./output/put-aside-note.js";
import { createSpawner, type Spawner, type SpawnerOptions } from "./spawn.js";
import { stopProcessGroup } from "./stop-process-group.js";
import { startTerminalSession } from "./terminal-session.js";
import { throughUserShell } from "./through-user-shell.js";

export type ExecRunnerOptions = SpawnerOptions;

const DEFAULT_TIMEOUT_MS = 10_000;
/** The longest delay of a timer, about 24 days. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;
const TIMEOUT_EXIT_CODE = 64;

export function createExecRunner(options: ExecRunnerOptions): ExecRunner {
  const spawner = createSpawner(options);
  const shell = defaultUserShell(options.env, options.platform);
  const sweeper = new LeftoverSweeper();
  const disposed = new AbortController();
  const running = new Set<Promise<unknown>>();
  const track: Track = (work) => {
    running.add(work);
    return work.finally(() => running.delete(work));
  };
  return {
    get isBusy() {
      return running.size > 0;
    },
    run(params, options) {
      return track(runCommand(params, options, { spawner, sweeper, track, shell, disposed: disposed.signal }));
    },
    async startTerminal(command, policy) {
      const machinery = { spawner, sweeper, signal: disposed.signal };
      const outcome = await track(startTerminalSession(command, policy, machinery));
      if (outcome.type === "started") void track(outcome.session.gone);
      return outcome;
    },
    async startForClient(request, policy) {
      const outcome = await track(startClientCommand(request, policy, { spawner, sweeper, signal: disposed.signal }));
      if (outcome.type === "started") void track(outcome.command.ended);
      return outcome;
    },
    watchWrites: (policy) => spawner.watchWrites(policy),
    seal: () => spawner.seal(),
    async [Symbol.asyncDispose]() {
      disposed.abort();
      while (running.size > 0) await Promise.allSettled(running);
      await sweeper[Symbol.asyncDispose]();
      await spawner[Symbol.asyncDispose]();
    },
  };
}

/** Makes disposal wait for work that continues after a command's result. */
type Track = <T>(work: Promise<T>) => Promise<T>;

interface Machinery {
  readonly spawner: Spawner;
  readonly sweeper: LeftoverSweeper;
  readonly track: Track;
  readonly shell: UserShell | undefined;
  /** Aborted when the runner is disposed. */
  readonly disposed: AbortSignal;
}

async function runCommand(
  params: ExecParams,
  options: ExecOptions,
  { spawner, sweeper, track, shell, disposed }: Machinery,
): Promise<ExecResult> {
  const capture = new CommandCapture(options.onOutput);
  const signals = [options.signal, disposed];
  if (signals.some(({ aborted }) => aborted)) return { type: "interrupted", output: capture.finish(-1) };
  const { cwd, env } = params;
  const command = params.useProfile === true ? throughUserShell(params.command, shell) : params.command;
  const { id, marks } = sweeper.begin();
  const spawned = await spawner.spawn({ command, cwd, env: { ...env, ...marks } }, options);
  if (spawned.type !== "spawned") {
    sweeper.end(id, undefined);
    return spawned;
  }
  const { process: child } = spawned;
  const outputEnded = capture.readFrom(child);
  const cause = await waitForEnd(child, { timeoutMs: params.timeoutMs, signals });
  if (cause !== "exit") await stopProcessGroup(child.pid, Promise.all([child.exited, outputEnded]));
  await drainOutput(outputEnded);
  child.stdout.destroy();
  child.stderr.destroy();
  const stop = () => stopProcessGroup(child.pid);
  // If its changes are not checked afterwards, the result can be returned first.
  void track(child.restore === undefined ? turn().then(stop) : stop());
  sweeper.end(id, child.leavesNothing === true ? undefined : child.pid);
  const status = await child.exited;
  const aside = await child.restore?.();
  if (aside !== undefined && isWorthReporting(aside)) {
    capture.note(putAsideNote(aside));
    options.onPutAside?.(aside);
    if (aside.isFailure) return { type: "sandbox-denied", output: capture.finish(exitCodeOf(status) || 1) };
  }
  const mayBeDenied = options.sandboxed && options.failureIsOwn !== true;
  return toResult({ cause, status }, { capture, mayBeDenied });
}

type Cause = "exit" | "timeout" | "interrupt";

async function waitForEnd(
  child: SpawnedProcess,
  { timeoutMs = DEFAULT_TIMEOUT_MS, signals }: { timeoutMs: number | undefined; signals: readonly AbortSignal[] },
): Promise<Cause> {
  const { type } = await waitWithin(child.exited, { ms: Math.min(timeoutMs, MAX_TIMEOUT_MS), signals });
  return CAUSES[type];
}

const CAUSES = { came: "exit", late: "timeout", aborted: "interrupt" } as const;

function toResult(
  { cause, status }: { cause: Cause; status: ExitStatus },
  { capture, mayBeDenied }: { capture: CommandCapture; mayBeDenied: boolean },
): ExecResult {
  switch (cause) {
    case "interrupt":
      return { type: "interrupted", output: capture.finish(exitCodeOf(status)) };
    case "timeout":
      return { type: "timed-out", output: { ...capture.finish(TIMEOUT_EXIT_CODE), timedOut: true } };
    case "exit": {
      const exitCode = exitCodeOf(status);
      const output = { ...capture.finish(exitCode), signal: status.signal ?? undefined };
      return { type: mayBeDenied && mayBeOfSandbox(exitCode) ? "sandbox-denied" : "finished", output };
    }
    default:
      return cause satisfies never;
  }
}
