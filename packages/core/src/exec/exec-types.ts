import type { PutAside } from "../safety/obeyed/apply-verdict.js";
import type { ClientCommandOutcome, ClientCommandRequest } from "./client-command.js";
import type { SpawnPolicy } from "./spawn.js";
import type { Restorable } from "./start-watched.js";
import type { TerminalCommand } from "./terminal.js";
import type { TerminalPolicy, TerminalSessionOutcome } from "./terminal-session.js";

/** One command as requested by the model. */
export interface ExecParams {
  /** The program and its arguments; no shell is involved. */
  readonly command: readonly string[];
  /** Absolute folder to run in. */
  readonly cwd: string;
  /** Milliseconds until the command is ended. Default: 10 s. */
  readonly timeoutMs: number | undefined;
  /** The command's whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether to run it in the user's own shell after its profile, if there is one. Default: false. */
  readonly useProfile?: boolean | undefined;
  readonly withEscalatedPermissions?: boolean | undefined;
  readonly justification?: string | undefined;
}

/** What a command printed and how it ended. Only the head and tail of long texts are kept. */
export interface ExecOutput {
  /** The command's own code, 128 + n if signal n ended it, 64 if it timed out. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams in the order in which they arrived. */
  readonly aggregatedOutput: string;
  /** Lines of the whole aggregated output, including those that were not kept. */
  readonly aggregatedTotalLines?: number | undefined;
  /** Bytes of the whole aggregated output that were not kept. Default: 0. */
  readonly aggregatedOmittedBytes?: number | undefined;
  readonly durationMs: number;
  readonly timedOut: boolean;
  /** The signal that ended the command, if it was not ours. */
  readonly signal?: NodeJS.Signals | undefined;
}

/** The outcome of an attempt to run a command. Only broken promises of ours throw. */
export type ExecResult =
  /** It ran to its end, successfully or not. */
  | { readonly type: "finished"; readonly output: ExecOutput }
  /** It ran confined and failed in a way that the sandbox may have caused. */
  | { readonly type: "sandbox-denied"; readonly output: ExecOutput }
  | { readonly type: "timed-out"; readonly output: ExecOutput }
  | { readonly type: "interrupted"; readonly output: ExecOutput }
  /** The program or the folder does not exist or may not be executed. */
  | { readonly type: "failed-to-start"; readonly message: string }
  /** Nothing on this machine can confine it as the policy requires, so it was not run. */
  | { readonly type: "sandbox-unavailable"; readonly message: string };

export type ExecStream = "stdout" | "stderr";

export interface ExecOptions extends SpawnPolicy {
  /** Called with what the command wrote and we put aside, because the user's programs would obey it. */
  readonly onPutAside?: ((aside: PutAside) => void) | undefined;
  /** Aborting ends the command and everything it started. */
  readonly signal: AbortSignal;
  /** If set, a failure is never reported as `sandbox-denied`. Default: false. */
  readonly failureIsOwn?: boolean | undefined;
  /** Receives the output as it arrives, up to the first 320 KiB of both streams together. The receiver owns the bytes. */
  readonly onOutput?: ((stream: ExecStream, chunk: Uint8Array) => void) | undefined;
}

/** Runs commands; all conversations of a manager share one. Disposing it ends whatever still runs. */
export interface ExecRunner extends AsyncDisposable {
  /** Whether any command is running. */
  readonly isBusy: boolean;
  run(params: ExecParams, options: ExecOptions): Promise<ExecResult>;
  /** Starts a command in a terminal that can be typed into. It runs until it ends, is disposed, or the runner is disposed. */
  startTerminal(command: TerminalCommand, policy: TerminalPolicy): Promise<TerminalSessionOutcome>;
  /** Starts a client's command, which the client can write to. Its lifetime is as for `startTerminal`. */
  startForClient(request: ClientCommandRequest, policy: SpawnPolicy): Promise<ClientCommandOutcome>;
  /** Watches what is written without a command, such as patches, until `restore` is called. */
  watchWrites(policy: SpawnPolicy): Promise<Restorable>;
  /** Keeps programs that others start from reading this process's memory and environment, as commands are anyway. */
  seal(): Promise<void>;
}
