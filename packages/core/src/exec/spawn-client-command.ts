import type { InputPipe, TerminalSize } from "@codex/linux-sandbox";
import type { PutAside } from "../safety/obeyed/apply-verdict.js";
import type { ExecStream } from "./exec-types.js";
import { exitCodeOf } from "./exit-code.js";
import { mergedOutput } from "./output/merged-output.js";
import type { Spawner, SpawnPolicy } from "./spawn.js";
import type { Started } from "./start-watched.js";

/** Which streams a command gets. */
export type CommandStreams =
  /** Two output pipes, no input. */
  | { readonly type: "output" }
  /** An input that can be written to as well. */
  | { readonly type: "input-and-output" }
  /** A terminal; its output counts as standard output. */
  | { readonly type: "terminal"; readonly size: TerminalSize | undefined };

export interface ClientCommandRequest {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly streams: CommandStreams;
  /** The bytes are valid only during the call. */
  readonly onOutput: (stream: ExecStream, bytes: Uint8Array) => void;
}

/** The process of a client's command, in a terminal or on pipes. */
export interface CommandProcess {
  readonly pid: number;
  readonly exited: Promise<number>;
  read(onOutput: ClientCommandRequest["onOutput"]): Promise<void>;
  write(bytes: Uint8Array): boolean;
  endInput(): void;
  resize(size: TerminalSize): void;
  pause(): void;
  resume(): void;
  destroy(): void;
  restore(): Promise<PutAside | undefined>;
}

export function spawnClientCommand(
  spawner: Spawner,
  request: ClientCommandRequest,
  policy: SpawnPolicy,
): Promise<Started<CommandProcess>> {
  return request.streams.type === "terminal"
    ? spawnInTerminal(spawner, request, policy)
    : spawnOnPipes(spawner, request, policy);
}

async function spawnInTerminal(
  spawner: Spawner,
  { command, cwd, env, streams }: ClientCommandRequest,
  policy: SpawnPolicy,
): Promise<Started<CommandProcess>> {
  const size = streams.type === "terminal" ? streams.size : undefined;
  const outcome = await spawner.spawnInTerminal({ command, cwd, env, tty: true, size }, policy);
  if (outcome.type !== "spawned") return outcome;
  const { process: child } = outcome;
  return {
    type: "spawned",
    process: {
      pid: child.pid,
      exited: child.exited.then(exitCodeOf),
      read: (onOutput) => child.read((bytes) => onOutput("stdout", bytes)),
      write: (bytes) => child.write(bytes),
      // Same as Ctrl-D at the start of a line.
      endInput: () => void child.write("\u0004"),
      resize: (to) => child.resize(to),
      pause: () => child.pause(),
      resume: () => child.resume(),
      destroy: () => child.destroy(),
      restore: async () => child.restore?.(),
    },
  };
}

async function spawnOnPipes(
  spawner: Spawner,
  { command, cwd, env, streams }: ClientCommandRequest,
  policy: SpawnPolicy,
): Promise<Started<CommandProcess>> {
  const input = streams.type === "input-and-output" ? await spawner.openInput() : undefined;
  if (streams.type === "input-and-output" && input === undefined)
    return {
      type: "failed-to-start",
      message: "input without a terminal is not possible on this platform: use a terminal",
    };
  const stdio = input === undefined ? {} : { stdio: { input: input.descriptor } };
  const outcome = await spawner.spawn({ command, cwd, env, ...stdio }, policy);
  input?.closeDescriptor();
  if (outcome.type !== "spawned") {
    input?.destroy();
    return outcome;
  }
  return { type: "spawned", process: pipedProcess(outcome.process, input) };
}

function pipedProcess(
  child: Extract<Awaited<ReturnType<Spawner["spawn"]>>, { type: "spawned" }>["process"],
  input: InputPipe | undefined,
): CommandProcess {
  const outputs = mergedOutput(child);
  return {
    pid: child.pid,
    exited: child.exited.then(exitCodeOf),
    ...outputs,
    write: (bytes) => input?.write(bytes) ?? false,
    endInput: () => input?.end(),
    resize() {},
    destroy() {
      input?.destroy();
      outputs.destroy();
    },
    restore: async () => child.restore?.(),
  };
}
