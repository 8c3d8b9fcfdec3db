import { isDeepStrictEqual } from "node:util";
import type { CurrentSandboxPolicy } from "@codex/protocol";
import { mayAsk } from "../../config/permissions/approval-policy.js";
import { mayNotLeave } from "../../config/permissions/restrictions.js";
import { needsSandbox, type SpawnPolicy } from "../../exec/spawn.js";
import type { Permissions } from "../../items/permissions.js";
import type { RestrictedPaths } from "../../safety/restricted-paths.js";
import { sandboxOf } from "../../session/sandbox-of.js";
import type { Turn } from "../../session/turn.js";
import { joinShellWords } from "../../shell/shell-words.js";
import { askPermission } from "../ask-permission.js";
import { commandHookTool } from "./command-hook-tool.js";

export interface TerminalInput {
  readonly callId: string;
  /** The terminal's id. */
  readonly sessionId: number;
  readonly text: string;
}

const MORE = "a terminal that was started with more permissions than commands have now";
const OUTSIDE = "a terminal outside the sandbox";

/**
 * Asks about input for a terminal that has more rights than the turn's commands: one that left the sandbox, or was started under other
 * settings. Where every command is asked about, also for one without a sandbox; and about what a rule asks about. Approving `bash` does not
 * approve everything typed into it. Returns the message for the model if the input is refused.
 */
export async function refusalOfInput(
  turn: Turn,
  { callId, sessionId, text }: TerminalInput,
): Promise<string | undefined> {
  const { session, context, running } = turn;
  const terminal = session.terminals.startOf(sessionId);
  const now = { ...sandboxOf(session, context), granted: session.granted.in(turn) };
  if (text === "" || terminal === undefined) return undefined;
  const verdict = await session.rules.judgeInput(text);
  if (verdict?.type === "forbidden") return `write_stdin rejected: ${verdict.reason}`;
  const hasMore = mayDoMore(terminal.policy, now);
  const isAskedAbout = context.approvalPolicy === "untrusted" && !needsSandbox(terminal.policy);
  if (!hasMore && !isAskedAbout && verdict === undefined) return undefined;
  const place = hasMore ? MORE : isAskedAbout ? OUTSIDE : undefined;
  if (place !== undefined && (mayNotLeave(context) || !mayAsk(context.approvalPolicy, "sandbox_approval")))
    return `write_stdin rejected: this is ${place}, and the user cannot be asked`;
  if (verdict !== undefined && !mayAsk(context.approvalPolicy, "rules"))
    return `write_stdin rejected: it would have to be asked about: ${verdict.reason}`;
  const command = ["write_stdin", "--session-id", String(sessionId), text];
  const { cwd, policy } = terminal;
  const outsideSandbox = !needsSandbox(policy);
  const answer = await askPermission(
    turn,
    {
      kind: "command",
      callId,
      terminalId: String(sessionId),
      command,
      cwd,
      actions: [{ type: "unknown", command: joinShellWords(command) }],
      reason: [verdict?.reason, place && `It would be typed into ${place}.`].filter(Boolean).join(" "),
      reasonFrom: "policy",
      outsideSandbox,
    },
    () => commandHookTool(command, cwd),
  );
  running.throwIfInterrupted();
  if (answer.type === "approved") return undefined;
  return `write_stdin rejected${"message" in answer ? `: ${answer.message}` : " by user"}`;
}

interface Allowed extends RestrictedPaths {
  readonly sandboxPolicy: CurrentSandboxPolicy;
  readonly granted: Permissions | undefined;
}

function mayDoMore(policy: SpawnPolicy, now: Allowed): boolean {
  if (now.sandboxPolicy.mode === "danger-full-access") return false;
  if (!needsSandbox(policy)) return true;
  const kept = [...(policy.deniedPaths ?? []), ...(policy.readOnlyPaths ?? [])];
  if ([...(now.deniedPaths ?? []), ...(now.readOnlyPaths ?? [])].some((path) => !kept.includes(path))) return true;
  const isSame = isDeepStrictEqual(policy.sandboxPolicy, now.sandboxPolicy);
  const hasMore = policy.granted !== undefined && !isDeepStrictEqual(policy.granted, now.granted);
  return hasMore || !(isSame || policy.sandboxPolicy.mode === "read-only");
}
