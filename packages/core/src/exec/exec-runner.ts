import type { ClientCommandOutcome } from "./client-command.js";
import type { ExecOptions } from "./exec-options.js";
import type { ExecParams, ExecResult } from "./exec-types.js";
import type { SpawnPolicy } from "./spawn.js";
import type { ClientCommandRequest } from "./spawn-client-command.js";
import type { Restorable } from "./start-watched.js";
import type { TerminalCommand } from "./terminal.js";
import type { TerminalPolicy, TerminalSessionOutcome } from "./terminal-session.js";

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
