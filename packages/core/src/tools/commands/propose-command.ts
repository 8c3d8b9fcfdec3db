import { allowsNetwork } from "../../config/permissions/allows-network.js";
import { CodexError } from "../../error.js";
import type { Turn } from "../../session/turn.js";
import { askPermission } from "../ask-permission.js";
import { approvedCommandOf } from "./approved-command.js";
import { commandHookTool, withDescription } from "./command-hook-tool.js";
import { type CommandItem, commandItem } from "./command-item.js";
import type { CommandApproval, CommandRequest } from "./command-request.js";

interface Proposal {
  /** The reason for asking, shown to the user. */
  readonly reason: string | undefined;
  readonly reasonFrom?: "model" | "policy" | undefined;
  readonly sandboxed: boolean;
}

const CHANGED = "a file that it runs, or that file's folder, changed while the user was deciding";

/** Asks the user. The item of a refused command ends as `declined`. */
export async function proposeCommand(
  request: CommandRequest,
  proposal: Proposal,
  onApproved?: () => void,
): Promise<CommandApproval> {
  const { turn, callId, command, source, processId } = request;
  const { session, context } = turn;
  const { reason, reasonFrom, sandboxed } = proposal;
  // What is granted while the question is open does not change what was asked.
  const exec = { sandboxed, sandboxPolicy: context.sandboxPolicy, granted: session.granted.in(turn) };
  const asked = await approvedCommandOf(request);
  const item = await commandItem(turn, callId, command, { status: "proposed", source, processId });
  const answer = await ask(request, proposal, item);
  // The model's own words are shown in the question; as the reason of a decision they would look like ours.
  const decision = { by: answer.by, reason: reasonFrom === "policy" ? reason : undefined };
  if (answer.type !== "approved") {
    item.end({ status: "declined", decision });
    const message = "message" in answer ? `exec command rejected: ${answer.message}` : "exec command rejected by user";
    return { type: "rejected", message };
  }
  const now = await approvedCommandOf(request);
  if (now.scripts !== asked.scripts || now.cwd !== asked.cwd) {
    item.end({ status: "declined", failure: { code: "rejected", message: CHANGED } });
    return { type: "rejected", message: `exec command rejected: ${CHANGED}` };
  }
  // Commands allowed by a rule stay in the sandbox. The thread remembers that this very command needs no further question.
  if (answer.scope !== "once") session.approvals.approveForSession(asked, { sandboxed });
  if (answer.scope === "rule") await addRule(turn, answer.words);
  onApproved?.();
  item.note({ decision });
  item.begin();
  return { type: "approved", exec, item };
}

async function ask({ turn, callId, command }: CommandRequest, proposal: Proposal, { item }: CommandItem) {
  const { session, context } = turn;
  const { reason, reasonFrom, sandboxed } = proposal;
  const { command: words, cwd, actions } = item;
  const question = {
    kind: "command",
    itemId: item.id,
    callId,
    command: words,
    cwd,
    actions,
    reason,
    reasonFrom,
    outsideSandbox: !sandboxed,
    network: !sandboxed || allowsNetwork(context.sandboxPolicy, session.granted.in(turn)),
    proposedRule: await session.rules.proposalFor(words, command.suggestedRule),
  } as const;
  return askPermission(turn, question, async () =>
    withDescription(await commandHookTool(words, cwd), command.justification),
  );
}

/** If the rule cannot be saved, the command runs anyway: the user approved it. */
async function addRule({ session, running }: Turn, words: readonly string[]): Promise<void> {
  try {
    await session.rules.allow(words);
  } catch (error) {
    if (!(error instanceof CodexError)) throw error;
    running.notice({ level: "warning", code: "rules-broken", message: `The rule was not saved: ${error.message}` });
  }
}
