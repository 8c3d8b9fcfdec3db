import type { ResponseItem } from "@codex/protocol";
import type { ExecResult } from "../exec/exec-types.js";
import { formatUserCommandOutput } from "../exec/output/format-output.js";
import { placedEnvironment } from "../exec/placed-environment.js";
import { userMessage } from "../model/messages.js";
import { sandboxOf } from "../session/sandbox-of.js";
import type { Turn } from "../session/turn.js";
import { commandItem, endOfCommand, outputInto, outputToShow } from "../tools/commands/command-item.js";
import { reportPutAside } from "../tools/report-put-aside.js";

export interface UserCommand {
  /** A script for the user's shell. */
  readonly script: string;
  /** Default: one hour. */
  readonly timeoutMs?: number | undefined;
}

const HOUR_MS = 60 * 60_000;

/**
 * Runs a command that a client starts for the user, in the same sandbox as the model's commands and without approval. The model sees it
 * with the next turn. Differs from codex-rs, where such commands are never confined.
 */
export async function runUserCommandTurn(
  { session, context, running }: Turn,
  { script, timeoutMs = HOUR_MS }: UserCommand,
): Promise<undefined> {
  const command = {
    command: [shellOf(session.config.env), "-lc", script],
    cwd: context.cwd,
    timeoutMs,
    env: placedEnvironment(session),
  };
  using item = await commandItem({ session, context, running }, undefined, command, {
    status: "running",
    source: "user",
  });
  const result = await session.services.exec.run(command, {
    ...sandboxOf(session, context),
    sandboxed: true,
    failureIsOwn: true,
    onPutAside: reportPutAside({ session, running }),
    signal: running.signal,
    onOutput: outputInto(item),
  });
  item.end(endOfCommand(result));
  await session.record([userCommandItem(script, result)]);
  running.throwIfInterrupted();
}

/** A shell that supports `-lc`, which not every login shell does. */
function shellOf(env: Readonly<Record<string, string | undefined>>): string {
  const shell = env["SHELL"];
  return shell !== undefined && /^\/.*\/(ba|z|)sh$/.test(shell) ? shell : "/bin/bash";
}

function userCommandItem(script: string, result: ExecResult): ResponseItem {
  const output = formatUserCommandOutput(outputToShow(result));
  return userMessage(
    `<user_shell_command>\n<command>\n${script}\n</command>\n<result>\n${output}\n</result>\n</user_shell_command>`,
  );
}
