import { realpath } from "node:fs/promises";
import { allowsNetwork } from "../config/allows-network.js";
import { mayNotLeave } from "../config/restrictions.js";
import { CodexError } from "../error.js";
import type { ExecParams } from "../exec/exec-types.js";
import type { Command } from "../items/call-items.js";
import { scriptsFingerprint } from "../safety/approved-scripts.js";
import { assessCommandSafety } from "../safety/assess-command-safety.js";
import { type ProgramLookup, programLookup } from "../safety/trusted-programs.js";
import type { ApprovedCommand } from "../session/approvals.js";
import type { Turn } from "../session/turn.js";
import { type ApprovedExec, approvedExec } from "./approved-exec.js";
import { askPermission } from "./ask-permission.js";
import { decisionOf } from "./command-decision.js";
import { commandHookTool, withDescription } from "./command-hook-tool.js";
import { type CommandItem, commandItem } from "./command-item.js";

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

interface Proposal {
  /** The reason for asking, shown to the user. */
  readonly reason: string | undefined;
  readonly reasonFrom?: "model" | "policy" | undefined;
  readonly sandboxed: boolean;
}

/** Decides whether a command may run and how it is confined. Asks the user if the policies require it. */
export async function approveCommand(request: CommandRequest): Promise<CommandApproval> {
  const { turn, callId, command, source, processId } = request;
  const { session, context } = turn;
  const { sandboxPolicy } = context;
  const granted = session.granted.in(turn);
  const lookup = lookupFor(request);
  const verdict = await session.rules.judge(command.command);
  // Commands approved for the thread may run without the sandbox, but never in an aside.
  const approved =
    turn.aside === undefined && session.approvals.hasCommands
      ? session.approvals.approvalOf(await approvedCommandOf(request, lookup))
      : undefined;
  const check = await assessCommandSafety({
    command: command.command,
    verdict,
    approvalPolicy: context.approvalPolicy,
    sandboxPolicy,
    approved,
    withEscalatedPermissions: command.withEscalatedPermissions,
    hasSandbox: session.services.hasSandbox,
    lookup,
    mayLeave: !mayNotLeave(context),
  });
  const decision = decisionOf(check, { verdict, wasApproved: approved !== undefined });
  switch (check.type) {
    case "reject": {
      const item = await commandItem(turn, callId, command, { status: "proposed", source, processId, decision });
      item.end({ status: "declined", failure: { code: "rejected", message: check.reason } });
      return { type: "rejected", message: `exec command rejected: ${check.reason}` };
    }
    case "auto-approve": {
      const item = await commandItem(turn, callId, command, { status: "running", source, processId, decision });
      return { type: "approved", exec: approvedExec(check, { sandboxPolicy, granted }), item };
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

/** After a failure that the sandbox may have caused, asks to run the command without it. Undefined if the policy does not ask. */
export async function askToLeaveSandbox(
  request: CommandRequest,
  exitCode: number,
): Promise<CommandApproval | undefined> {
  const { session, context, running } = request.turn;
  if (context.approvalPolicy !== "on-failure" && context.approvalPolicy !== "untrusted") return undefined;
  if (mayNotLeave(context)) return undefined;
  const message = `Execution failed in the sandbox with exit code ${exitCode}`;
  running.notice({ level: "info", code: "sandbox-failure", message });
  const approval = await proposeCommand(
    request,
    { reason: "command failed; retry without sandbox?", reasonFrom: "policy", sandboxed: false },
    () => running.notice({ level: "info", code: "sandbox-retry", message: "retrying command without sandbox" }),
  );
  // Parity: codex-rs/core/src/codex.rs: a command that had to leave the sandbox is not tried in it again.
  if (approval.type === "approved")
    session.approvals.approveForSession(await approvedCommandOf(request), { sandboxed: false });
  return approval;
}

function lookupFor({ turn, command }: CommandRequest): ProgramLookup {
  const { session, context } = turn;
  const { roots } = session;
  const granted = session.granted.in(turn);
  return programLookup(context.sandboxPolicy, { cwd: context.cwd, roots, path: command.env["PATH"], granted });
}

/** Uses the folder's real path, so that the approval does not apply to another folder put in its place later. */
async function approvedCommandOf(request: CommandRequest, lookup = lookupFor(request)): Promise<ApprovedCommand> {
  const { command } = request.command;
  const cwd = await realPathOf(request.command.cwd);
  const untrustedFolders = await Promise.all(lookup.untrustedFolders.map(realPathOf));
  const scripts = await scriptsFingerprint({ command, cwd, path: lookup.path, untrustedFolders });
  return { command, cwd, scripts };
}

const realPathOf = (path: string): Promise<string> => realpath(path).catch(() => path);

/** If the rule cannot be saved, the command runs anyway: the user approved it. */
async function addRule({ session, running }: Turn, words: readonly string[]): Promise<void> {
  try {
    await session.rules.allow(words);
  } catch (error) {
    if (!(error instanceof CodexError)) throw error;
    running.notice({ level: "warning", code: "rules-broken", message: `The rule was not saved: ${error.message}` });
  }
}

const CHANGED = "a file that it runs, or that file's folder, changed while the user was deciding";

/** Asks the user. The item of a refused command ends as `declined`. */
export async function proposeCommand(
  request: CommandRequest,
  { reason, reasonFrom, sandboxed }: Proposal,
  onApproved?: () => void,
): Promise<CommandApproval> {
  const { turn, callId, command, source, processId } = request;
  const { session, context } = turn;
  const { sandboxPolicy } = context;
  const granted = session.granted.in(turn);
  const asked = await approvedCommandOf(request);
  const item = await commandItem(turn, callId, command, { status: "proposed", source, processId });
  const { command: words, cwd, actions } = item.item;
  const answer = await askPermission(
    turn,
    {
      kind: "command",
      itemId: item.id,
      callId,
      command: words,
      cwd,
      actions,
      reason,
      reasonFrom,
      outsideSandbox: !sandboxed,
      network: !sandboxed || allowsNetwork(sandboxPolicy, granted),
      proposedRule: await session.rules.proposalFor(words, command.suggestedRule),
    },
    async () => withDescription(await commandHookTool(words, cwd), command.justification),
  );
  // The model's own words are shown in the question; as the reason of a decision they would look like ours.
  const decision = { by: answer.by, reason: reasonFrom === "policy" ? reason : undefined };
  if (answer.type !== "approved") {
    item.end({ status: "declined", decision });
    const message = "message" in answer ? `exec command rejected: ${answer.message}` : "exec command rejected by user";
    return { type: "rejected", message };
  }
  const now = await approvedCommandOf(request);
  if (now.scripts !== asked.scripts || now.cwd !== asked.cwd) {
    item.end({ status: "declined", failure: { code: "rejected", message: CHANGED } });
    return { type: "rejected", message: `exec command rejected: ${CHANGED}` };
  }
  // Commands allowed by a rule stay in the sandbox. The thread remembers that this very command needs no further question.
  if (answer.scope !== "once") session.approvals.approveForSession(asked, { sandboxed });
  if (answer.scope === "rule") await addRule(turn, answer.words);
  onApproved?.();
  item.note({ decision });
  item.begin();
  return { type: "approved", exec: { sandboxed, sandboxPolicy, granted }, item };
}
