import { type ChildProcess, spawn } from "node:child_process";
import { Descriptors } from "./descriptors.js";
import { isOutOfDescriptors } from "./is-out-of-descriptors.js";
import type { Native } from "./native.js";
import { NO_PIPE, pipeOf, pipeOfStream } from "./output-pipe.js";
import { describeSpawnError } from "./spawn-error.js";
import type { ExitStatus, OutputPipe, SpawnedProcess, SpawnOutcome } from "./spawned-process.js";

/** The descriptors that the starter hands to a command: its input or nothing, and two for output. */
export type OutputDescriptors = readonly ["ignore" | number, number, number];

export interface StartedProcess {
  readonly pid: number;
  readonly exited: Promise<ExitStatus>;
}

export type StartOutcome =
  | { readonly type: "started"; readonly process: StartedProcess }
  | { readonly type: "failed-to-start"; readonly message: string };

/** Starts a process that writes to descriptors. */
export type Start = (stdio: OutputDescriptors) => Promise<StartOutcome>;

const READ_BYTES = 256 * 1024;
/** More than by default, so that long output takes fewer event loop turns. */
const PIPE_BYTES = 1024 * 1024;

/** Starts commands with output pipes. */
export class PipedSpawner {
  readonly #native: Native;
  readonly #buffer = new Uint8Array(READ_BYTES);

  constructor(native: Native) {
    this.#native = native;
  }

  async spawn(start: Start, input?: number | undefined): Promise<SpawnOutcome> {
    using open = new Descriptors();
    const [stdout, stderr] = [this.#createPipe(open), this.#createPipe(open)];
    const outcome = await start([input ?? "ignore", stdout.writeEnd, stderr.writeEnd]);
    if (outcome.type === "failed-to-start") return outcome;
    const read = ({ readEnd }: { readonly readEnd: number }) => pipeOf(open.handOn(readEnd), this.#buffer);
    return { type: "spawned", process: { ...outcome.process, stdout: read(stdout), stderr: read(stderr) } };
  }

  #createPipe(open: Descriptors): ReturnType<Native["createPipe"]> {
    const pipe = this.#native.createPipe(PIPE_BYTES);
    open.add(pipe.readEnd);
    open.add(pipe.writeEnd);
    return pipe;
  }
}

/** Gives the process this process's terminal or one of its own. */
export async function spawnInTerminal(start: Start, stdio: "inherit" | { terminal: number }): Promise<SpawnOutcome> {
  const outcome = await start(stdio === "inherit" ? [0, 1, 2] : [stdio.terminal, stdio.terminal, stdio.terminal]);
  if (outcome.type === "failed-to-start") return outcome;
  return { type: "spawned", process: { ...outcome.process, stdout: NO_PIPE, stderr: NO_PIPE } };
}

export interface DirectStart {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Whether it gets a process group of its own. */
  readonly detached: boolean;
  readonly stdio: readonly ("ignore" | "pipe" | number)[];
}

/** Starts a process from this thread. */
export function startDirectly(request: DirectStart): Promise<StartOutcome> {
  return startChild(request).then((outcome) => ("child" in outcome ? { type: "started", process: outcome } : outcome));
}

/** For platforms without a C library to make pipes with. */
export async function spawnWithStreams(request: Omit<DirectStart, "stdio">): Promise<SpawnOutcome> {
  const outcome = await startChild({ ...request, stdio: ["ignore", "pipe", "pipe"] });
  if (!("child" in outcome)) return outcome;
  const { pid, exited, child } = outcome;
  const pipes = { stdout: streamPipe(child.stdout), stderr: streamPipe(child.stderr) };
  return { type: "spawned", process: { pid, exited, ...pipes } satisfies SpawnedProcess };
}

const streamPipe = (stream: ChildProcess["stdout"]): OutputPipe => (stream === null ? NO_PIPE : pipeOfStream(stream));

interface StartedChild extends StartedProcess {
  readonly child: ChildProcess;
}

type Failure = Extract<StartOutcome, { type: "failed-to-start" }>;

function startChild({ command, cwd, env, detached, stdio }: DirectStart): Promise<StartedChild | Failure> {
  const [program = "", ...args] = command;
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      if (isOutOfDescriptors(error)) reject(error);
      else resolve({ type: "failed-to-start", message: describeSpawnError(error, { command, cwd }) });
    };
    try {
      const child = spawn(program, args, { cwd, env, detached, stdio: [...stdio] });
      child.once("error", fail);
      const exited = new Promise<ExitStatus>((done) => child.once("exit", (code, signal) => done({ code, signal })));
      if (child.pid !== undefined) resolve({ child, pid: child.pid, exited });
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)));
    }
  });
}
