import { constants } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { SandboxPolicy } from "@codex/protocol";
import type { Environment } from "../environment.js";
import { allowsNetwork } from "../safety/allows-network.js";
import type { ExecOptions, ExecOutput, ExecParams, ExecResult, ExecRunner, ExecStream } from "./exec-types.js";
import { CAPTURE_LIMIT_BYTES, OutputCapture } from "./output-capture.js";
import { type ExitStatus, type SpawnedProcess, spawnCommand } from "./spawn.js";
import { stopProcessGroup } from "./stop-process-tree.js";

export interface ExecRunnerOptions {
  /** The application's own environment: says where temporary files go. Commands get what `ExecParams.env` says. */
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
}

const DEFAULT_TIMEOUT_MS = 10_000;
/** How long what a command left running may still write after the command's own end. */
const DRAIN_MS = 200;
const TIMEOUT_EXIT_CODE = 64;
const SIGNAL_EXIT_BASE = 128;
/** Shells say with these that the command was not there or was used wrongly; no sandbox causes them. */
const COMMAND_NOT_FOUND = 127;

export function createExecRunner(_options: ExecRunnerOptions): ExecRunner {
  const disposed = new AbortController();
  const running = new Set<Promise<unknown>>();
  const track: Track = (work) => {
    running.add(work);
    return work.finally(() => running.delete(work));
  };
  return {
    run(params, options) {
      const signal = AbortSignal.any([options.signal, disposed.signal]);
      return track(runCommand(params, { ...options, signal }, track));
    },
    async [Symbol.asyncDispose]() {
      disposed.abort();
      await Promise.allSettled(running);
    },
  };
}

/** Makes disposal wait for work that goes on after a command's result. */
type Track = <T>(work: Promise<T>) => Promise<T>;

async function runCommand(params: ExecParams, options: ExecOptions, track: Track): Promise<ExecResult> {
  const capture = new CommandCapture(options.onOutput);
  if (options.signal.aborted) return { type: "interrupted", output: capture.finish(SIGNAL_EXIT_BASE + 9) };
  if (options.sandboxed && options.sandboxPolicy.mode !== "danger-full-access")
    return { type: "sandbox-unavailable", message: "no sandbox is available" };
  const spawned = await spawnCommand({
    command: params.command,
    cwd: params.cwd,
    env: { ...params.env, ...sandboxMarks(options.sandboxPolicy) },
  });
  if (spawned.type !== "spawned") return spawned;
  const { process } = spawned;
  const outputEnded = capture.readFrom(process);
  const cause = await waitForEnd(process, { timeoutMs: params.timeoutMs, signal: options.signal });
  const gone = Promise.all([process.exited, outputEnded]);
  if (cause !== "exit") await stopProcessGroup(process.pid, gone);
  await drain(process, outputEnded);
  void track(stopProcessGroup(process.pid, Promise.resolve()));
  return toResult(
    { cause, status: await process.exited },
    { capture, mayBeDenied: options.sandboxed && options.failureIsOwn !== true },
  );
}

function sandboxMarks(policy: SandboxPolicy): Record<string, string> {
  return allowsNetwork(policy) ? {} : { CODEX_SANDBOX_NETWORK_DISABLED: "1" };
}

type Ending = { readonly cause: "exit" | "timeout" | "interrupt"; readonly status: ExitStatus };

async function waitForEnd(
  process: SpawnedProcess,
  options: { timeoutMs: number | undefined; signal: AbortSignal },
): Promise<Ending["cause"]> {
  const done = new AbortController();
  return Promise.race([
    process.exited.then(() => "exit" as const),
    sleep(options.timeoutMs ?? DEFAULT_TIMEOUT_MS, "timeout" as const, { signal: done.signal }),
    aborted(options.signal, done.signal),
  ]).finally(() => done.abort());
}

function aborted(signal: AbortSignal, done: AbortSignal): Promise<"interrupt"> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve("interrupt");
    signal.addEventListener("abort", () => resolve("interrupt"), { signal: done });
  });
}

/** Reads what is left in the pipes, for a moment only: something that was left behind may hold them open for ever. */
async function drain(process: SpawnedProcess, outputEnded: Promise<void>): Promise<void> {
  const done = new AbortController();
  await Promise.race([outputEnded, sleep(DRAIN_MS, undefined, { signal: done.signal })]).finally(() => done.abort());
  process.stdout.destroy();
  process.stderr.destroy();
}

function toResult(
  ending: Ending,
  { capture, mayBeDenied }: { capture: CommandCapture; mayBeDenied: boolean },
): ExecResult {
  switch (ending.cause) {
    case "interrupt":
      return { type: "interrupted", output: capture.finish(exitCodeOf(ending.status)) };
    case "timeout":
      return { type: "timed-out", output: { ...capture.finish(TIMEOUT_EXIT_CODE), timedOut: true } };
    case "exit": {
      const exitCode = exitCodeOf(ending.status);
      const output = { ...capture.finish(exitCode), signal: ending.status.signal ?? undefined };
      const denied = mayBeDenied && exitCode !== 0 && exitCode !== COMMAND_NOT_FOUND;
      return { type: denied ? "sandbox-denied" : "finished", output };
    }
    default:
      return ending.cause satisfies never;
  }
}

function exitCodeOf(status: ExitStatus): number {
  if (status.signal !== null) return SIGNAL_EXIT_BASE + constants.signals[status.signal];
  return status.code ?? -1;
}

/** Collects one command's output and passes on its beginning as it comes. */
class CommandCapture {
  readonly #startedAt = performance.now();
  readonly #stdout = new OutputCapture();
  readonly #stderr = new OutputCapture();
  readonly #aggregated = new OutputCapture();
  readonly #onOutput: ExecOptions["onOutput"];
  #deltaRoom = CAPTURE_LIMIT_BYTES;

  constructor(onOutput: ExecOptions["onOutput"]) {
    this.#onOutput = onOutput;
  }

  /** Resolves when both streams have ended. */
  async readFrom(process: SpawnedProcess): Promise<void> {
    await Promise.all(
      (["stdout", "stderr"] as const).map(
        (stream) =>
          new Promise<void>((resolve) => {
            process[stream].on("data", (chunk: Buffer) => this.#append(stream, chunk));
            process[stream].once("close", resolve);
            process[stream].once("error", () => resolve());
          }),
      ),
    );
  }

  finish(exitCode: number): ExecOutput {
    const aggregated = this.#aggregated.read();
    return {
      exitCode,
      stdout: this.#stdout.read().text,
      stderr: this.#stderr.read().text,
      aggregatedOutput: aggregated.text,
      aggregatedTotalLines: aggregated.totalLines,
      durationMs: performance.now() - this.#startedAt,
      timedOut: false,
    };
  }

  #append(stream: ExecStream, chunk: Buffer): void {
    (stream === "stdout" ? this.#stdout : this.#stderr).append(chunk);
    this.#aggregated.append(chunk);
    if (this.#onOutput === undefined || this.#deltaRoom <= 0) return;
    const delta = chunk.subarray(0, this.#deltaRoom);
    this.#deltaRoom -= delta.length;
    this.#onOutput(stream, delta);
  }
}
