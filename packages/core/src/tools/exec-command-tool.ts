import path from "node:path";
import * as z from "zod/mini";
import { mayAsk } from "../config/approval-policy.js";
import type { SessionResult } from "../exec/exec-command-sessions.js";
import { terminalEnvironment } from "../exec/terminal-environment.js";
import { spawnPolicyOf } from "../session/sandbox-of.js";
import type { Turn } from "../session/turn.js";
import { shellScript } from "../shell/shell-script.js";
import {
  createExecCommandTool,
  createUnifiedExecCommandTool,
  EXEC_COMMAND_TOOL_NAME,
} from "../specs/exec-command-tool-spec.js";
import { runsNoCommands, shellKind } from "../specs/tool-selection.js";
import { detectApplyPatch, mayHoldPatch } from "./apply-patch-command.js";
import {
  approveCommand,
  askToLeaveSandbox,
  type CommandApproval,
  type CommandRequest,
  type ShellCommand,
} from "./approve-command.js";
import { commandHookTool } from "./command-hook-tool.js";
import { functionTool } from "./function-tool.js";
import { NO_LOGIN_SHELL } from "./login-shell.js";
import { answerOf, endOf, type Limits, yieldOptions } from "./read-terminal.js";
import { reportPutAside } from "./report-put-aside.js";
import { runPatch } from "./run-patch.js";
import { failedAnswer, type Tool, type ToolAnswer } from "./tool.js";

/** The exit code of shells for an unknown command, which the sandbox cannot cause. */
const COMMAND_NOT_FOUND = 127;

const CountSchema = z.number().check(z.nonnegative());

const ExecCommandArgumentsSchema = z.object({
  cmd: z.string(),
  yield_time_ms: z._default(CountSchema, 10_000),
  max_output_tokens: z._default(CountSchema, 10_000),
  shell: z._default(z.string(), "/bin/bash"),
  login: z.optional(z.boolean()),
  workdir: z.optional(z.string()),
  tty: z.optional(z.boolean()),
  sandbox_permissions: z.optional(z.string()),
  justification: z.optional(z.string()),
  // An invalid proposal is ignored.
  prefix_rule: z.catch(z.optional(z.array(z.string())), undefined),
});

type ExecCommandArguments = z.infer<typeof ExecCommandArgumentsSchema>;

/**
 * `exec_command`: runs a command in a terminal, or with plain pipes, under the same policies as `shell`. Differs from codex-rs, where it
 * asks for no approval, uses no sandbox and reports nothing to clients.
 */
export function execCommandTool(turn: Turn): Tool {
  return functionTool({
    names: [EXEC_COMMAND_TOOL_NAME],
    spec(selection) {
      const kind = shellKind(selection);
      if (kind === "terminal") return createExecCommandTool(selection);
      return kind === "unified" ? createUnifiedExecCommandTool(selection) : undefined;
    },
    isOff: runsNoCommands,
    isForAsides: true,
    arguments: ExecCommandArgumentsSchema,
    runsInParallel: ({ cmd }) => !mayHoldPatch(cmd),
    run: (args, { callId }) => runExecCommand(turn, callId, args),
    describe: async (args, { cwd }) => ({
      tool: await commandHookTool(asBash(args), path.resolve(cwd, args.workdir ?? "")),
      withInput: ({ command }) => (typeof command === "string" ? { cmd: command } : undefined),
    }),
  });
}

async function runExecCommand(turn: Turn, callId: string, args: ExecCommandArguments): Promise<ToolAnswer> {
  const { cmd, shell, workdir, yield_time_ms, max_output_tokens } = args;
  const { config } = turn.session;
  if (args.login === true && !config.allowLoginShell) return failedAnswer(`${NO_LOGIN_SHELL}: leave \`login\` out`);
  const login = args.login ?? config.allowLoginShell;
  const withEscalatedPermissions = args.sandbox_permissions === "require_escalated";
  const command: ShellCommand & { tty: boolean } = {
    command: [shell, login ? "-lc" : "-c", cmd],
    cwd: path.resolve(turn.context.cwd, workdir ?? ""),
    tty: args.tty ?? turn.context.modelFamily.usesUnifiedExec !== true,
    timeoutMs: undefined,
    env: terminalEnvironment(config, turn.session.id),
    withEscalatedPermissions,
    ...(withEscalatedPermissions && { justification: args.justification, suggestedRule: args.prefix_rule }),
  };
  const { approvalPolicy, sandboxPolicy } = turn.context;
  if (
    withEscalatedPermissions &&
    !mayAsk(approvalPolicy, "sandbox_approval") &&
    sandboxPolicy.mode !== "danger-full-access"
  ) {
    return failedAnswer(
      "error: nobody may be asked to let this leave the sandbox: run it without `sandbox_permissions`, or do without it",
    );
  }
  const detected = await detectApplyPatch(asBash(args), command.cwd);
  if (detected.type === "patch") return runPatch(turn, callId, { patch: detected.patch, cwd: detected.cwd });
  if (detected.type === "correctness-error") return failedAnswer(`error: ${detected.message}`);

  const sessionId = turn.session.terminals.reserveId();
  const processId = String(sessionId);
  const request: TerminalRequest = { turn, callId, command, source: "terminal", sessionId, processId };
  const limits = { yield_time_ms, max_output_tokens };
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

/** The same script for bash, unless a program that is no shell of the system's would run it. */
function asBash({ shell, cmd }: Pick<ExecCommandArguments, "shell" | "cmd">): string[] {
  const words = [shell, "-lc", cmd];
  return shellScript(words) === undefined ? words : ["bash", "-lc", cmd];
}

interface TerminalRequest extends CommandRequest {
  readonly command: ShellCommand & { readonly tty: boolean };
  readonly sessionId: number;
}

async function startCommand(
  { turn, command, sessionId }: TerminalRequest,
  { exec, item: open }: Extract<CommandApproval, { type: "approved" }>,
  limits: Limits,
): Promise<SessionResult> {
  using item = open;
  const { session, context, running } = turn;
  const { command: words = command.command, ...approved } = exec;
  const onPutAside = reportPutAside({ session, running });
  const policy = { ...approved, ...spawnPolicyOf(session, context, approved), onPutAside };
  const startedAt = performance.now();
  const result = await session.terminals.start(
    sessionId,
    { ...command, command: words },
    policy,
    yieldOptions(turn, limits, item),
  );
  running.throwIfInterrupted();
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
  return exitCode === 0 || exitCode === COMMAND_NOT_FOUND ? undefined : exitCode;
}
