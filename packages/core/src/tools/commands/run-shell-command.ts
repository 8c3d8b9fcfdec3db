import { mayAsk } from "../../config/permissions/approval-policy.js";
import { mayNotLeave } from "../../config/permissions/restrictions.js";
import type { ExecResult } from "../../exec/exec-types.js";
import { formatExecOutput } from "../../exec/output/format-output.js";
import { failedAnswer, type ToolAnswer } from "../tool.js";
import { approveCommand, askToLeaveSandbox } from "./approve-command.js";
import type { ApprovedExec } from "./approved-exec.js";
import { endOfCommand, outputInto } from "./command-item.js";
import type { CommandApproval, CommandRequest } from "./command-request.js";
import { confinedCommand } from "./confined-command.js";
import { proposeCommand } from "./propose-command.js";

/** Runs a command as the policies allow, after asking if they require it. Returns the answer for the model. */
export async function runShellCommand(request: CommandRequest): Promise<ToolAnswer> {
  return runIfApproved(request, await approveCommand(request));
}

async function runIfApproved(request: CommandRequest, approval: CommandApproval): Promise<ToolAnswer> {
  if (approval.type === "rejected") return failedAnswer(approval.message);
  const { exec } = approval;
  const { context, running } = request.turn;
  const result = await run(request, approval);
  running.throwIfInterrupted();
  switch (result.type) {
    case "finished":
      return { output: formatExecOutput(result.output) };
    case "timed-out":
      return {
        output: `command timed out after ${Math.round(result.output.durationMs)} milliseconds\n${formatExecOutput(result.output)}`,
      };
    case "failed-to-start":
      return failedAnswer(`execution error: ${result.message}`);
    case "sandbox-unavailable":
      return withoutAnySandbox(request, exec, result.message);
    case "interrupted":
      throw new TypeError("a command was interrupted, but not its turn");
    case "sandbox-denied": {
      const { exitCode } = result.output;
      const outside = exec.sandboxed ? await askToLeaveSandbox(request, exitCode) : undefined;
      if (outside !== undefined) return runIfApproved(request, outside);
      const mode = context.sandboxPolicy.mode;
      return { output: `failed in sandbox ${mode} with exit code ${exitCode}\n${formatExecOutput(result.output)}` };
    }
    default:
      result satisfies never;
      throw new TypeError("unknown result");
  }
}

/** No sandbox is available, so no command can be confined. The user may still approve running a read-only command without one. */
async function withoutAnySandbox(request: CommandRequest, exec: ApprovedExec, message: string): Promise<ToolAnswer> {
  const onlyReads = exec.failureIsOwn === true;
  const { context } = request.turn;
  if (!onlyReads || mayNotLeave(context) || !mayAsk(context.approvalPolicy, "sandbox_approval"))
    return failedAnswer(`exec command rejected: ${message}`);
  const question = { reason: message, reasonFrom: "policy", sandboxed: false } as const;
  return runIfApproved(request, await proposeCommand(request, question));
}

async function run(
  request: CommandRequest,
  { exec, item: open }: Extract<CommandApproval, { type: "approved" }>,
): Promise<ExecResult> {
  const { turn, command } = request;
  using item = open;
  const { words, policy } = confinedCommand(request, exec);
  const result = await turn.session.services.exec.run(
    { ...command, command: words },
    { ...policy, signal: turn.running.signal, onOutput: outputInto(item) },
  );
  item.end(endOfCommand(result));
  return result;
}
