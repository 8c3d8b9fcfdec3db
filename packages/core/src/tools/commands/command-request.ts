import type { ExecParams } from "../../exec/exec-types.js";
import type { Command } from "../../items/call-items.js";
import type { Turn } from "../../session/turn.js";
import type { ApprovedExec } from "./approved-exec.js";
import type { CommandItem } from "./command-item.js";

export type ShellCommand = ExecParams & {
  readonly withEscalatedPermissions: boolean;
  /** A command prefix that the model proposes to allow from now on. */
  readonly suggestedRule?: readonly string[] | undefined;
};

/** A command that a turn wants to run. */
export interface CommandRequest {
  readonly turn: Turn;
  readonly callId: string;
  readonly command: ShellCommand;
  readonly source: Command["source"];
  /** The terminal that it will run in. */
  readonly processId?: string | undefined;
}

/** Whether a command may run. Whoever receives the item must end it. */
export type CommandApproval =
  | { readonly type: "approved"; readonly exec: ApprovedExec; readonly item: CommandItem }
  /** `message` is for the model. */
  | { readonly type: "rejected"; readonly message: string };
