import path from "node:path";
import { LocalShellActionSchema, ShellToolCallParamsSchema } from "@codex/protocol";
import { placedEnvironment } from "../../exec/placed-environment.js";
import type { Turn } from "../../session/turn.js";
import { createShellTool, createShellToolForSandbox } from "../../specs/shell-tool-spec.js";
import { offersToLeave, runsNoCommands, shellKind } from "../../specs/tool-selection.js";
import { functionTool } from "../function-tool.js";
import { detectApplyPatch, mayHoldPatch } from "../patches/apply-patch-command.js";
import { runPatch } from "../patches/run-patch.js";
import { failedAnswer, type Tool, type ToolAnswer } from "../tool.js";
import { commandHookTool, withScript } from "./command-hook-tool.js";
import type { ShellCommand } from "./command-request.js";
import { isLoginShell, NO_LOGIN_SHELL } from "./login-shell.js";
import { runShellCommand } from "./run-shell-command.js";

/** `shell`: runs a command, or the patch that it contains. */
export function shellTool(turn: Turn): Tool {
  return functionTool({
    names: ["shell", "container.exec"],
    spec(selection) {
      if (shellKind(selection) !== "shell") return undefined;
      return offersToLeave(selection) ? createShellToolForSandbox(selection.sandboxPolicy) : createShellTool();
    },
    isOff: runsNoCommands,
    isForAsides: true,
    arguments: ShellToolCallParamsSchema,
    runsInParallel: ({ command }) => !command.some(mayHoldPatch),
    run: ({ command, workdir, timeout_ms, with_escalated_permissions, justification }, { callId }) =>
      runCommandOrPatch(turn, callId, {
        ...surroundings(turn, callId, workdir),
        command,
        timeoutMs: timeout_ms,
        withEscalatedPermissions: with_escalated_permissions ?? false,
        justification,
      }),
    describe: ({ command, workdir }, { cwd }) => describeCommand(command, path.resolve(cwd, workdir ?? "")),
  });
}

/** `local_shell`: the same as a separate item kind, which some models were trained on. */
export function localShellTool(turn: Turn): Tool {
  return functionTool({
    names: ["local_shell"],
    spec: (selection) => (shellKind(selection) === "local-shell" ? { type: "local_shell" } : undefined),
    isOff: runsNoCommands,
    isForAsides: true,
    arguments: LocalShellActionSchema,
    runsInParallel: ({ command }) => !command.some(mayHoldPatch),
    run({ command, working_directory, timeout_ms }, { callId }) {
      if (callId === "") return failedAnswer("local_shell_call without call_id or id");
      return runCommandOrPatch(turn, callId, {
        ...surroundings(turn, callId, working_directory),
        command,
        timeoutMs: timeout_ms,
        withEscalatedPermissions: false,
        justification: undefined,
      });
    },
    describe: ({ command, working_directory }, { cwd }) =>
      describeCommand(command, path.resolve(cwd, working_directory ?? "")),
  });
}

const describeCommand = async (command: readonly string[], cwd: string) => ({
  tool: await commandHookTool(command, cwd),
  withInput: ({ command: script }: Readonly<Record<string, unknown>>) =>
    typeof script === "string" ? { command: withScript(command, script) } : undefined,
});

/** The model's directory is relative to the turn's. It never changes what the command may write. */
function surroundings({ session, context }: Turn, callId: string, workdir: string | undefined) {
  const { shellEnvironmentPolicy, allowLoginShell } = session.config;
  return {
    cwd: path.resolve(context.cwd, workdir ?? ""),
    env: placedEnvironment(session, callId),
    useProfile: shellEnvironmentPolicy.useProfile && allowLoginShell,
  };
}

async function runCommandOrPatch(turn: Turn, callId: string, command: ShellCommand): Promise<ToolAnswer> {
  if (command.command.length === 0)
    return failedAnswer("failed to parse function arguments: command: must name a program");
  const detected = await detectApplyPatch(command.command, command.cwd);
  switch (detected.type) {
    case "patch":
      return runPatch(turn, callId, { patch: detected.patch, cwd: detected.cwd });
    case "correctness-error":
      return failedAnswer(`error: ${detected.message}`);
    case "not-a-patch":
      if (!turn.session.config.allowLoginShell && isLoginShell(command.command))
        return failedAnswer(`${NO_LOGIN_SHELL}: start the shell without \`-l\``);
      return runShellCommand({ turn, callId, command, source: "agent" });
    default:
      detected satisfies never;
      throw new TypeError("unknown kind of command");
  }
}
