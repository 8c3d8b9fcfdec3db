import type { PutAside } from "../safety/obeyed/carry-out.js";
import type { ClientCommandOutcome, ClientCommandRequest } from "./client-command.js";
import type { SpawnPolicy } from "./spawn.js";
import type { TerminalCommand } from "./terminal.js";
import type { TerminalPolicy, TerminalSessionOutcome } from "./terminal-session.js";
import type { Restorable } from "./watched-ground.js";

/** One command as the model asked for it. */
export interface ExecParams {
  /** The program and its arguments; no shell is put in between. */
  readonly command: readonly string[];
  /** Absolute folder to run in. */
  readonly cwd: string;
  /** Milliseconds until the command is ended; 10 s when absent. */
  readonly timeoutMs: number | undefined;
  /** The whole environment of the command. */
  readonly env: Readonly<Record<string, string>>;
  /** Run it by the user's own shell after its profile, where there is one. Default: false. */
  readonly useProfile?: boolean | undefined;
  readonly withEscalatedPermissions?: boolean | undefined;
  readonly justification?: string | undefined;
}

/** What a command printed and how it ended. Long texts keep their head and tail only. */
export interface ExecOutput {
  /** The command's own code, 128 + n when signal n ended it, 64 when it ran out of time. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams in the order in which they arrived. */
  readonly aggregatedOutput: string;
  /** Lines of the whole aggregated output, those that were not kept included. */
  readonly aggregatedTotalLines?: number | undefined;
  /** Bytes of the whole aggregated output that were not kept. Default: 0. */
  readonly aggregatedOmittedBytes?: number | undefined;
  readonly durationMs: number;
  readonly timedOut: boolean;
  /** The signal that ended the command when nobody here sent it. */
  readonly signal?: NodeJS.Signals | undefined;
}

/** How an attempt to run a command went. Only broken promises of ours throw. */
export type ExecResult =
  /** It ran to its end, well or not. */
  | { readonly type: "finished"; readonly output: ExecOutput }
  /** It ran confined and failed in a way that the sandbox may have caused. */
  | { readonly type: "sandbox-denied"; readonly output: ExecOutput }
  | { readonly type: "timed-out"; readonly output: ExecOutput }
  | { readonly type: "interrupted"; readonly output: ExecOutput }
  /** The program or the folder is not there, or may not be run. */
  | { readonly type: "failed-to-start"; readonly message: string }
  /** Nothing on this machine can confine it as the policy asks; it was not run. */
  | { readonly type: "sandbox-unavailable"; readonly message: string };

export type ExecStream = "stdout" | "stderr";

export interface ExecOptions extends SpawnPolicy {
  /** Hears what the command wrote that was put aside, since programs of the user would obey it. */
  readonly onPutAside?: ((aside: PutAside) => void) | undefined;
  /** Aborting ends the command and everything that it started. */
  readonly signal: AbortSignal;
  /** A failure is the command's own and is never reported as `sandbox-denied`. Default: false. */
  readonly failureIsOwn?: boolean | undefined;
  /** Gets the output as it comes, up to the first 320 KiB of both streams together. The bytes are the receiver's to keep. */
  readonly onOutput?: ((stream: ExecStream, chunk: Uint8Array) => void) | undefined;
}

/** Runs commands; one is shared by all conversations of a manager. Disposing ends what still runs. */
export interface ExecRunner extends AsyncDisposable {
  /** Whether any command runs now. */
  readonly isBusy: boolean;
  run(params: ExecParams, options: ExecOptions): Promise<ExecResult>;
  /** Starts a command in a terminal that can be typed into. It ends by itself, by its disposal, or by that of the runner. */
  startTerminal(command: TerminalCommand, policy: TerminalPolicy): Promise<TerminalSessionOutcome>;
  /** Starts a command of a client's, which it can write to. It ends as that of `startTerminal`. */
  startForClient(request: ClientCommandRequest, policy: SpawnPolicy): Promise<ClientCommandOutcome>;
  /** Looks after what is written without a command, as patches are, until its `restore` is called. */
  watchWrites(policy: SpawnPolicy): Promise<Restorable>;
  /** Shuts programs that others start off from the memory and environment of this process, as commands are anyway. */
  seal(): Promise<void>;
}
