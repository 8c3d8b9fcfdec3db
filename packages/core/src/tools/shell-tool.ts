import path from "node:path";
import { type ResponseItem, ShellToolCallParamsSchema } from "@codex/protocol";
import { createChildEnvironment } from "../exec/exec-environment.js";
import { parseArguments } from "../model/parse-arguments.js";
import type { ToolInvocation } from "../session/tool-invocation.js";
import type { Turn } from "../session/turn.js";
import { detectApplyPatch } from "./apply-patch-command.js";
import type { ShellCommand } from "./approve-command.js";
import { runPatch } from "./run-patch.js";
import { runShellCommand } from "./run-shell-command.js";

/** `shell`: runs a command, or the patch that it turns out to be. */
export async function runShellTool({ turn, callId, arguments: text }: ToolInvocation): Promise<string> {
  const parsed = parseArguments(text, ShellToolCallParamsSchema);
  if (!parsed.ok) return parsed.message;
  const { command, workdir, timeout_ms, with_escalated_permissions, justification } = parsed.value;
  return runCommandOrPatch(turn, callId, {
    command,
    cwd: resolveWorkdir(turn, workdir),
    timeoutMs: timeout_ms,
    env: createChildEnvironment(turn.session.config.shellEnvironmentPolicy, turn.session.config.env),
    useProfile: turn.session.config.shellEnvironmentPolicy.useProfile,
    withEscalatedPermissions: with_escalated_permissions ?? false,
    justification,
  });
}

/** `local_shell_call`: the same, as an item kind of its own that some models were trained on. */
export async function runLocalShellCall(
  turn: Turn,
  callId: string,
  call: Extract<ResponseItem, { type: "local_shell_call" }>,
): Promise<string> {
  const { action } = call;
  if (action.type !== "exec") return `unsupported local_shell_call action: ${action.type}`;
  return runCommandOrPatch(turn, callId, {
    command: action.command,
    cwd: resolveWorkdir(turn, action.working_directory),
    timeoutMs: action.timeout_ms,
    env: createChildEnvironment(turn.session.config.shellEnvironmentPolicy, turn.session.config.env),
    useProfile: turn.session.config.shellEnvironmentPolicy.useProfile,
    withEscalatedPermissions: false,
    justification: undefined,
  });
}

async function runCommandOrPatch(turn: Turn, callId: string, command: ShellCommand): Promise<string> {
  if (command.command.length === 0) return "failed to parse function arguments: command: must name a program";
  const detected = await detectApplyPatch(command.command, command.cwd);
  switch (detected.type) {
    case "patch":
      return runPatch(turn, callId, { patch: detected.patch, cwd: detected.cwd });
    case "correctness-error":
      return `error: ${detected.message}`;
    case "not-a-patch":
      return runShellCommand({ turn, callId, command, source: "agent" });
    default:
      detected satisfies never;
      throw new TypeError("unknown kind of command");
  }
}

/** The model names a directory relative to the turn's; where it runs never changes what it may write. */
function resolveWorkdir(turn: Turn, workdir: string | undefined): string {
  return workdir === undefined || workdir === "" ? turn.context.cwd : path.resolve(turn.context.cwd, workdir);
}
