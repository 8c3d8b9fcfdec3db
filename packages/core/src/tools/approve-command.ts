import type { ExecParams } from "../exec/exec-types.js";
import type { Command } from "../items/call-items.js";
import { assessCommandSafety } from "../safety/assess-command-safety.js";
import { secretFilesOf } from "../safety/secret-files.js";
import { programLookup } from "../safety/trusted-programs.js";
import type { Turn } from "../session/turn.js";
import { type ApprovedExec, approvedExec } from "./approved-exec.js";
import { type CommandItem, commandItem } from "./command-item.js";

export type ShellCommand = ExecParams & { readonly withEscalatedPermissions: boolean };

/** A command that a turn wants to run. */
export interface CommandRequest {
  readonly turn: Turn;
  readonly callId: string;
  readonly command: ShellCommand;
  readonly source: Command["source"];
}

/** What came of the question whether a command may run. Whoever gets an item ends it. */
export type CommandApproval =
  | { readonly type: "approved"; readonly exec: ApprovedExec; readonly item: CommandItem }
  /** `message` is for the model. */
  | { readonly type: "rejected"; readonly message: string };

interface Proposal {
  /** Why it is asked, for a person. */
  readonly reason: string | undefined;
  readonly reasonFrom?: "model" | "policy" | undefined;
  readonly sandboxed: boolean;
}

/** Whether a command may run, and how it is confined; asks the user where the policies say so. */
export async function approveCommand(request: CommandRequest): Promise<CommandApproval> {
  const { turn, callId, command, source } = request;
  const { session, context } = turn;
  const check = await assessCommandSafety({
    command: command.command,
    verdict: await session.rules.judge(command.command),
    approvalPolicy: context.approvalPolicy,
    sandboxPolicy: context.sandboxPolicy,
    approvedCommands: session.approvals.approvedCommands,
    withEscalatedPermissions: command.withEscalatedPermissions,
    hasSandbox: session.services.hasSandbox,
    lookup: programLookup(context.sandboxPolicy, {
      cwd: context.cwd,
      roots: session.roots,
      path: command.env["PATH"],
    }),
    secrets: {
      cwd: command.cwd,
      home: command.env["HOME"],
      secretFiles: secretFilesOf(session.config.codexHome),
    },
  });
  switch (check.type) {
    case "reject": {
      const item = await commandItem(turn, callId, command, { status: "proposed", source });
      item.end({ status: "declined", failure: { code: "rejected", message: check.reason } });
      return { type: "rejected", message: `exec command rejected: ${check.reason}` };
    }
    case "auto-approve": {
      const item = await commandItem(turn, callId, command, { status: "running", source });
      return { type: "approved", exec: approvedExec(check, context.sandboxPolicy), item };
    }
    case "ask-user":
      return proposeCommand(request, {
        reason: command.justification ?? check.reason,
        reasonFrom: command.justification === undefined ? "policy" : "model",
        sandboxed: check.sandboxed ?? false,
      });
    default:
      check satisfies never;
      throw new TypeError("unknown safety check");
  }
}

/** After a failure that the sandbox may have caused: asks to run the command without it. Undefined: the policy asks nobody. */
export async function askToLeaveSandbox(
  request: CommandRequest,
  exitCode: number,
): Promise<CommandApproval | undefined> {
  const { session, context, running } = request.turn;
  if (context.approvalPolicy !== "on-failure" && context.approvalPolicy !== "untrusted") return undefined;
  const message = `Execution failed in the sandbox with exit code ${exitCode}`;
  running.notice({ level: "info", code: "sandbox-failure", message });
  const approval = await proposeCommand(
    request,
    { reason: "command failed; retry without sandbox?", reasonFrom: "policy", sandboxed: false },
    () => running.notice({ level: "info", code: "sandbox-retry", message: "retrying command without sandbox" }),
  );
  // Parity: codex-rs/core/src/codex.rs: a command that had to leave the sandbox is not tried in it again.
  if (approval.type === "approved") session.approvals.approveForSession(request.command.command);
  return approval;
}

/** Asks the user; a command that is refused ends `declined`. */
export async function proposeCommand(
  { turn, callId, command, source }: CommandRequest,
  { reason, reasonFrom, sandboxed }: Proposal,
  onApproved?: () => void,
): Promise<CommandApproval> {
  const { session, context, running } = turn;
  const item = await commandItem(turn, callId, command, { status: "proposed", source });
  const { command: words, cwd, actions } = item.item;
  const answer = await running.ask({
    kind: "command",
    itemId: item.id,
    callId,
    command: words,
    cwd,
    actions,
    reason,
    reasonFrom,
    outsideSandbox: !sandboxed,
  });
  if (answer.type !== "approved") {
    item.end({ status: "declined" });
    return { type: "rejected", message: "exec command rejected by user" };
  }
  if (answer.scope === "thread") session.approvals.approveForSession(command.command);
  onApproved?.();
  item.begin();
  return { type: "approved", exec: { sandboxed, sandboxPolicy: context.sandboxPolicy }, item };
}
