import { mayNotLeave } from "../../config/permissions/restrictions.js";
import { assessCommandSafety } from "../../safety/assess-command-safety.js";
import { approvedCommandOf, lookupFor } from "./approved-command.js";
import { approvedExec } from "./approved-exec.js";
import { decisionOf } from "./command-decision.js";
import { commandItem } from "./command-item.js";
import type { CommandApproval, CommandRequest } from "./command-request.js";
import { proposeCommand } from "./propose-command.js";

/** Decides whether a command may run and how it is confined. Asks the user if the policies require it. */
export async function approveCommand(request: CommandRequest): Promise<CommandApproval> {
  const { turn, callId, command, source, processId } = request;
  const granted = turn.session.granted.in(turn);
  const { check, decision } = await assess(request);
  switch (check.type) {
    case "reject": {
      const item = await commandItem(turn, callId, command, { status: "proposed", source, processId, decision });
      item.end({ status: "declined", failure: { code: "rejected", message: check.reason } });
      return { type: "rejected", message: `exec command rejected: ${check.reason}` };
    }
    case "auto-approve": {
      const { sandboxPolicy } = turn.context;
      const exec = approvedExec(check, { sandboxPolicy, granted });
      const item = await commandItem(turn, callId, command, { status: "running", source, processId, decision });
      return { type: "approved", exec, item };
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

/** What the user's rules, earlier approvals and the policies say of a command. */
async function assess(request: CommandRequest) {
  const { turn, command } = request;
  const { session, context } = turn;
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
    sandboxPolicy: context.sandboxPolicy,
    approved,
    withEscalatedPermissions: command.withEscalatedPermissions,
    hasSandbox: session.services.hasSandbox,
    lookup,
    mayLeave: !mayNotLeave(context),
  });
  return { check, decision: decisionOf(check, { verdict, wasApproved: approved !== undefined }) };
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
