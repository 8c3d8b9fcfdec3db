import * as z from "zod/mini";
import { parseCommand } from "../command-summary/parse-command.js";
import { CodexError } from "../error.js";
import { formatSessionOutput, type SessionResult, type YieldOptions } from "../exec/exec-command-sessions.js";
import { createChildEnvironment } from "../exec/exec-environment.js";
import { parseArguments } from "../model/parse-arguments.js";
import { secretFilesOf } from "../safety/secret-files.js";
import type { ToolInvocation } from "../session/tool-invocation.js";
import type { Turn } from "../session/turn.js";
import { detectApplyPatch } from "./apply-patch-command.js";
import type { ApprovedExec } from "./approved-exec.js";
import { durationOf } from "./duration-of.js";
import { runPatch } from "./run-patch.js";
import { approveCommand, askToLeaveSandbox, type ShellCommand } from "./run-shell-command.js";

/** How shells say that there is no such command, which no sandbox causes. */
const COMMAND_NOT_FOUND = 127;

const CountSchema = z.number().check(z.nonnegative());

const ExecCommandArgumentsSchema = z.object({
  cmd: z.string(),
  yield_time_ms: z._default(CountSchema, 10_000),
  max_output_tokens: z._default(CountSchema, 10_000),
  shell: z._default(z.string(), "/bin/bash"),
  login: z._default(z.boolean(), true),
});

const WriteStdinArgumentsSchema = z.object({
  session_id: z.int().check(z.nonnegative()),
  chars: z.string(),
  yield_time_ms: z._default(CountSchema, 250),
  max_output_tokens: z._default(CountSchema, 10_000),
});

/**
 * `exec_command`: a command in a terminal, held to the same policies as `shell`.
 * Differs from codex-rs: it asks nobody, knows no sandbox and tells clients nothing.
 */
export async function runExecCommand({ turn, callId, arguments: text }: ToolInvocation): Promise<string> {
  const parsed = parseArguments(text, ExecCommandArgumentsSchema);
  if (!parsed.ok) return parsed.message;
  const { cmd, shell, login, yield_time_ms, max_output_tokens } = parsed.value;
  const { config } = turn.session;
  const command: ShellCommand = {
    command: [shell, login ? "-lc" : "-c", cmd],
    cwd: turn.context.cwd,
    timeoutMs: undefined,
    // Nobody looks at colours, and each of them costs the model tokens.
    env: createChildEnvironment(config.shellEnvironmentPolicy, { ...config.env, TERM: "dumb" }),
    withEscalatedPermissions: false,
  };
  const detected = await detectApplyPatch(["bash", "-lc", cmd], command.cwd);
  if (detected.type === "patch") return runPatch(turn, callId, { patch: detected.patch, cwd: detected.cwd });
  if (detected.type === "correctness-error") return `error: ${detected.message}`;

  const approval = await approveCommand(turn, callId, command);
  if (approval.type === "rejected") return approval.message;
  const limits = { yield_time_ms, max_output_tokens };
  const result = await startCommand({ turn, callId, limits }, command, approval.exec);
  const failure = approval.exec.sandboxed && approval.exec.failureIsOwn !== true ? failureOf(result) : undefined;
  const outside =
    failure === undefined ? undefined : await askToLeaveSandbox(turn, callId, { command, exitCode: failure });
  if (outside === undefined) return textOf(result);
  if (outside.type === "rejected") return outside.message;
  return textOf(await startCommand({ turn, callId, limits }, command, outside.exec));
}

type Look = Pick<ToolInvocation, "turn" | "callId"> & { readonly limits: Omit<Limits, "onOutput"> };

function startCommand(
  { turn, callId, limits }: Look,
  command: ShellCommand,
  exec: ApprovedExec,
): Promise<SessionResult> {
  const hiddenFiles = secretFilesOf(turn.session.config.codexHome);
  const policy = { ...exec, sandboxCwd: turn.context.cwd, hiddenFiles, roots: turn.session.roots };
  return withEvents(turn, callId, command.command, (onOutput) =>
    turn.session.terminals.start(command, policy, yieldOptions(turn, { ...limits, onOutput })),
  );
}

/** The exit code of a command that failed in a way that the sandbox may have caused. */
function failureOf(result: SessionResult): number | undefined {
  if (result.type === "failed" || result.status.type !== "exited") return undefined;
  const { exitCode } = result.status;
  return exitCode === 0 || exitCode === COMMAND_NOT_FOUND ? undefined : exitCode;
}

/** `write_stdin`: types into the terminal of an `exec_command`, or only looks what it printed. */
export async function runWriteStdin({ turn, callId, arguments: text }: ToolInvocation): Promise<string> {
  const parsed = parseArguments(text, WriteStdinArgumentsSchema);
  if (!parsed.ok) return parsed.message;
  const { session_id, chars, ...limits } = parsed.value;
  const result = await withEvents(turn, callId, ["write_stdin", String(session_id), chars], (onOutput) =>
    turn.session.terminals.write(session_id, chars, yieldOptions(turn, { ...limits, onOutput })),
  );
  return textOf(result);
}

interface Limits {
  readonly yield_time_ms: number;
  readonly max_output_tokens: number;
  readonly onOutput: (bytes: Uint8Array) => void;
}

function yieldOptions({ task }: Turn, { yield_time_ms, max_output_tokens, onOutput }: Limits): YieldOptions {
  return { yieldTimeMs: yield_time_ms, maxOutputTokens: max_output_tokens, signal: task.signal, onOutput };
}

/** Clients see each look at a terminal as a command of its own. */
async function withEvents(
  { task, context }: Turn,
  callId: string,
  command: readonly string[],
  run: (onOutput: (bytes: Uint8Array) => void) => Promise<SessionResult>,
): Promise<SessionResult> {
  const { cwd } = context;
  const parsed_cmd = await parseCommand(command);
  task.emit({ type: "exec_command_begin", call_id: callId, command: [...command], cwd, parsed_cmd });
  const startedAt = performance.now();
  const result = await run((bytes) =>
    task.emit({ type: "exec_command_output_delta", call_id: callId, stream: "stdout", chunk: Array.from(bytes) }),
  );
  const failed = result.type === "failed";
  const output = failed ? result.message : result.output;
  task.emit({
    type: "exec_command_end",
    call_id: callId,
    stdout: failed ? "" : output,
    stderr: failed ? output : "",
    aggregated_output: output,
    exit_code: exitCodeOf(result),
    duration: durationOf(performance.now() - startedAt),
    formatted_output: output,
  });
  if (task.signal.aborted) throw new CodexError("interrupted", "the turn was interrupted");
  return result;
}

function textOf(result: SessionResult): string {
  return result.type === "failed" ? result.message : formatSessionOutput(result);
}

/** A command that goes on has not failed. */
function exitCodeOf(result: SessionResult): number {
  if (result.type === "failed") return -1;
  return result.status.type === "exited" ? result.status.exitCode : 0;
}
