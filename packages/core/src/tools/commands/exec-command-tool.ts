import path from "node:path";
import * as z from "zod/mini";
import { mayAsk } from "../../config/permissions/approval-policy.js";
import { terminalEnvironment } from "../../exec/terminal-environment.js";
import type { Turn } from "../../session/turn.js";
import { shellScript } from "../../shell/shell-script.js";
import {
  createExecCommandTool,
  createUnifiedExecCommandTool,
  EXEC_COMMAND_TOOL_NAME,
} from "../../specs/exec-command-tool-spec.js";
import { runsNoCommands, shellKind } from "../../specs/tool-selection.js";
import { functionTool } from "../function-tool.js";
import { detectApplyPatch, mayHoldPatch } from "../patches/apply-patch-command.js";
import { runPatch } from "../patches/run-patch.js";
import { failedAnswer, type Tool, type ToolAnswer } from "../tool.js";
import { commandHookTool } from "./command-hook-tool.js";
import { NO_LOGIN_SHELL } from "./login-shell.js";
import { runTerminalCommand, type TerminalRequest } from "./run-terminal-command.js";

const CountSchema = z.number().check(z.nonnegative());

const ExecCommandArgumentsSchema = z.object({
  cmd: z.string(),
  yield_time_ms: z._default(CountSchema, 10_000),
  max_output_tokens: z._default(CountSchema, 10_000),
  shell: z.pipe(
    z.optional(z.string()),
    z.transform((shell) => shell || "/bin/bash"),
  ),
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
  const { yield_time_ms, max_output_tokens } = args;
  if (args.login === true && !turn.session.config.allowLoginShell)
    return failedAnswer(`${NO_LOGIN_SHELL}: leave \`login\` out`);
  const command = commandOf(turn, callId, args);
  const { approvalPolicy, sandboxPolicy } = turn.context;
  if (
    command.withEscalatedPermissions &&
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
  const request = { turn, callId, command, source: "terminal", sessionId, processId } as const;
  return runTerminalCommand(request, { yield_time_ms, max_output_tokens });
}

function commandOf({ session, context }: Turn, callId: string, args: ExecCommandArguments): TerminalRequest["command"] {
  const { cmd, shell, workdir, login = session.config.allowLoginShell } = args;
  const withEscalatedPermissions = args.sandbox_permissions === "require_escalated";
  return {
    command: [shell, login ? "-lc" : "-c", cmd],
    cwd: path.resolve(context.cwd, workdir ?? ""),
    tty: args.tty ?? context.modelFamily.usesUnifiedExec !== true,
    timeoutMs: undefined,
    env: terminalEnvironment(session, callId),
    withEscalatedPermissions,
    ...(withEscalatedPermissions && { justification: args.justification, suggestedRule: args.prefix_rule }),
  };
}

/** The same script for bash, unless a program that is no shell of the system's would run it. */
function asBash({ shell, cmd }: Pick<ExecCommandArguments, "shell" | "cmd">): string[] {
  const words = [shell, "-lc", cmd];
  return shellScript(words) === undefined ? words : ["bash", "-lc", cmd];
}
