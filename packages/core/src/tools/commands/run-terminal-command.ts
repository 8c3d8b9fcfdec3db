import type { SessionResult } from "../../exec/exec-command-sessions.js";
import { mayBeOfSandbox } from "../../exec/exit-code.js";
import { failedAnswer, type ToolAnswer } from "../tool.js";
import { approveCommand, askToLeaveSandbox } from "./approve-command.js";
import type { CommandApproval, CommandRequest, ShellCommand } from "./command-request.js";
import { confinedCommand } from "./confined-command.js";
import { answerOf, endOf, type ReadLimits, yieldOptions } from "./read-terminal.js";

export interface TerminalRequest extends CommandRequest {
  readonly command: ShellCommand & { readonly tty: boolean };
  readonly sessionId: number;
}

/** Runs a command in a terminal as the policies allow, after asking if they require it. Returns the answer for the model. */
export async function runTerminalCommand(request: TerminalRequest, limits: ReadLimits): Promise<ToolAnswer> {
  const { sessionId } = request;
  const approval = await approveCommand(request);
  if (approval.type === "rejected") return failedAnswer(approval.message);
  const result = await startCommand(request, approval, limits);
  const { exec } = approval;
  const failure = exec.sandboxed && exec.failureIsOwn !== true ? failureOf(result) : undefined;
  const outside = failure === undefined ? undefined : await askToLeaveSandbox(request, failure);
  if (outside === undefined) return answerOf(sessionId, result);
  if (outside.type === "rejected") return failedAnswer(outside.message);
  return answerOf(sessionId, await startCommand(request, outside, limits));
}

async function startCommand(
  request: TerminalRequest,
  { exec, item: open }: Extract<CommandApproval, { type: "approved" }>,
  limits: ReadLimits,
): Promise<SessionResult> {
  const { turn, command, sessionId } = request;
  using item = open;
  const { words, policy } = confinedCommand(request, exec);
  const startedAt = performance.now();
  const result = await turn.session.terminals.start(
    sessionId,
    { ...command, command: words },
    policy,
    yieldOptions(turn, limits, item),
  );
  turn.running.throwIfInterrupted();
  item.end({
    ...endOf(result, startedAt),
    ...(result.type === "failed" && { failure: { code: "failed-to-start", message: result.message }, exitCode: -1 }),
  });
  return result;
}

/** The exit code, if the command failed in a way that the sandbox may have caused. */
function failureOf(result: SessionResult): number | undefined {
  if (result.type === "failed" || result.status.type !== "exited") return undefined;
  const { exitCode } = result.status;
  return mayBeOfSandbox(exitCode) ? exitCode : undefined;
}
