import { parseCommand } from "../command-summary/parse-command.js";
import { CodexError } from "../error.js";
import type { ExecOutput, ExecParams, ExecResult } from "../exec/exec-types.js";
import { formatExecOutput, formatExecOutputText } from "../exec/format-output.js";
import { putAsideMessage } from "../exec/put-aside-note.js";
import { assessCommandSafety } from "../safety/assess-command-safety.js";
import { secretFilesOf } from "../safety/secret-files.js";
import { programLookup } from "../safety/trusted-programs.js";
import type { Turn } from "../session/turn.js";
import { type ApprovedExec, approvedExec } from "./approved-exec.js";
import { durationOf } from "./duration-of.js";

export type ShellCommand = ExecParams & { readonly withEscalatedPermissions: boolean };

/** What came of the question whether a command may run. */
export type CommandApproval =
  | { readonly type: "approved"; readonly exec: ApprovedExec }
  | { readonly type: "rejected"; readonly message: string };

/** Runs a command as the policies allow, asking first where they say so; gives the text for the model. */
export async function runShellCommand(turn: Turn, callId: string, command: ShellCommand): Promise<string> {
  const approval = await approveCommand(turn, callId, command);
  if (approval.type === "rejected") return approval.message;
  return runApproved(turn, callId, { command, exec: approval.exec });
}

/** Whether a command may run, and how it is confined; asks the user where the policies say so. */
export async function approveCommand(turn: Turn, callId: string, command: ShellCommand): Promise<CommandApproval> {
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
    case "reject":
      return { type: "rejected", message: `exec command rejected: ${check.reason}` };
    case "auto-approve":
      return { type: "approved", exec: approvedExec(check, context.sandboxPolicy) };
    case "ask-user": {
      const approved = await askForApproval(turn, callId, { command, reason: command.justification ?? check.reason });
      return approved
        ? { type: "approved", exec: { ...unconfined(turn), sandboxed: check.sandboxed ?? false } }
        : { type: "rejected", message: "exec command rejected by user" };
    }
    default:
      check satisfies never;
      throw new TypeError("unknown safety check");
  }
}

async function askForApproval(
  turn: Turn,
  callId: string,
  question: { command: ShellCommand; reason: string | undefined },
): Promise<boolean> {
  const { session, task } = turn;
  const { command, cwd } = question.command;
  // Waiting starts before the question is out: the fastest answer finds it.
  const answer = session.approvals.wait(task.submissionId, task.signal);
  task.emit({ type: "exec_approval_request", call_id: callId, command: [...command], cwd, reason: question.reason });
  const decision = await answer;
  if (task.signal.aborted) throw new CodexError("interrupted", "the turn was interrupted");
  if (decision === "approved_for_session") session.approvals.approveForSession(command);
  return decision === "approved" || decision === "approved_for_session";
}

async function runApproved(
  turn: Turn,
  callId: string,
  run: { command: ShellCommand; exec: ApprovedExec },
): Promise<string> {
  const { context } = turn;
  const { command, exec } = run;
  const result = await runWithEvents(turn, callId, run);
  switch (result.type) {
    case "finished":
      return formatExecOutput(result.output);
    case "timed-out":
      return `command timed out after ${Math.round(result.output.durationMs)} milliseconds\n${formatExecOutput(result.output)}`;
    case "failed-to-start":
      return `execution error: ${result.message}`;
    case "sandbox-unavailable":
      return withoutAnySandbox(turn, callId, { command, message: result.message });
    case "interrupted":
      throw new CodexError("interrupted", "the turn was interrupted");
    case "sandbox-denied":
      break;
    default:
      result satisfies never;
  }
  const outside = exec.sandboxed
    ? await askToLeaveSandbox(turn, callId, { command, exitCode: result.output.exitCode })
    : undefined;
  if (outside === undefined) {
    const mode = context.sandboxPolicy.mode;
    return `failed in sandbox ${mode} with exit code ${result.output.exitCode}\n${formatExecOutput(result.output)}`;
  }
  return outside.type === "rejected" ? outside.message : runApproved(turn, callId, { command, exec: outside.exec });
}

/** Nothing here confines commands. That stops all but the few that are confined beyond what the user asked for. */
async function withoutAnySandbox(
  turn: Turn,
  callId: string,
  { command, message }: { command: ShellCommand; message: string },
): Promise<string> {
  const { context, session } = turn;
  if (context.sandboxPolicy.mode !== "danger-full-access") {
    session.lastFailure = new CodexError("sandbox-unavailable", message);
    return `exec command rejected: ${message}`;
  }
  const mustAsk = context.approvalPolicy === "untrusted";
  if (mustAsk && !(await askForApproval(turn, callId, { command, reason: message })))
    return "exec command rejected by user";
  return runApproved(turn, callId, { command, exec: unconfined(turn) });
}

/** After a failure that the sandbox may have caused: asks to run the command without it. Undefined: the policy asks nobody. */
export async function askToLeaveSandbox(
  turn: Turn,
  callId: string,
  { command, exitCode }: { command: ShellCommand; exitCode: number },
): Promise<CommandApproval | undefined> {
  const { session, context, task } = turn;
  if (context.approvalPolicy !== "on-failure" && context.approvalPolicy !== "untrusted") return undefined;
  task.emit({ type: "background_event", message: `Execution failed in the sandbox with exit code ${exitCode}` });
  const approved = await askForApproval(turn, callId, { command, reason: "command failed; retry without sandbox?" });
  if (!approved) return { type: "rejected", message: "exec command rejected by user" };
  // Parity: codex-rs/core/src/codex.rs: a command that had to leave the sandbox is not tried in it again.
  session.approvals.approveForSession(command.command);
  task.emit({ type: "background_event", message: "retrying command without sandbox" });
  return { type: "approved", exec: unconfined(turn) };
}

const unconfined = ({ context }: Turn): ApprovedExec => ({ sandboxed: false, sandboxPolicy: context.sandboxPolicy });

async function runWithEvents(
  turn: Turn,
  callId: string,
  { command, exec }: { command: ShellCommand; exec: ApprovedExec },
): Promise<ExecResult> {
  const { session, context, task } = turn;
  task.emit({
    type: "exec_command_begin",
    call_id: callId,
    command: [...command.command],
    cwd: command.cwd,
    parsed_cmd: await parseCommand(command.command),
  });
  const result = await session.services.exec.run(command, {
    ...exec,
    sandboxCwd: context.cwd,
    hiddenFiles: secretFilesOf(session.config.codexHome),
    roots: session.roots,
    onPutAside: (aside) => task.emit({ type: "background_event", message: putAsideMessage(aside) }),
    signal: task.signal,
    onOutput: (stream, chunk) =>
      task.emit({ type: "exec_command_output_delta", call_id: callId, stream, chunk: Array.from(chunk) }),
  });
  emitEnd(turn, callId, result);
  return result;
}

function emitEnd({ task }: Turn, callId: string, result: ExecResult): void {
  const output = outputToShow(result);
  task.emit({
    type: "exec_command_end",
    call_id: callId,
    stdout: output.stdout,
    stderr: output.stderr,
    aggregated_output: output.aggregatedOutput,
    exit_code: output.exitCode,
    duration: durationOf(output.durationMs),
    formatted_output: formatExecOutputText(output),
  });
}

/** Parity: codex-rs/core/src/codex.rs reports -1 for every command that was not run to its own end. */
function outputToShow(result: ExecResult): ExecOutput {
  switch (result.type) {
    case "finished": {
      const { signal } = result.output;
      if (signal === undefined) return result.output;
      return withNote({ ...result.output, exitCode: -1 }, `command was killed by ${signal}`);
    }
    case "interrupted":
      return result.output;
    case "sandbox-denied":
      return { ...result.output, exitCode: -1 };
    case "timed-out":
      return withNote(
        { ...result.output, exitCode: -1 },
        `command timed out after ${Math.round(result.output.durationMs)} milliseconds`,
      );
    case "failed-to-start":
    case "sandbox-unavailable":
      return withNote(
        { exitCode: -1, stdout: "", stderr: "", aggregatedOutput: "", durationMs: 0, timedOut: false },
        result.message,
      );
    default:
      result satisfies never;
      throw new TypeError("unknown result");
  }
}

function withNote(output: ExecOutput, note: string): ExecOutput {
  const join = (text: string) => (text === "" || text.endsWith("\n") ? `${text}${note}` : `${text}\n${note}`);
  return { ...output, stderr: join(output.stderr), aggregatedOutput: join(output.aggregatedOutput) };
}
