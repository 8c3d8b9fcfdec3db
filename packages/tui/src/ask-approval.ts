import type { EventMsg, ReviewDecision } from "@codex/protocol";
import { renderCommand, renderFileChanges, terminalName, terminalText } from "@codex/terminal";
import type { ChatScreen } from "./chat-screen.js";

export type ApprovalRequest = Extract<
  EventMsg,
  { type: "exec_approval_request" } | { type: "apply_patch_approval_request" }
>;

export interface ApprovalAnswer {
  readonly decision: ReviewDecision;
  /** What the model is told to do instead. */
  readonly feedback: string | undefined;
}

const PROMPT = "allow it? y yes, a always in this session, n no, n TEXT no and why";

/** Shows all of what is asked for and waits for a clear answer; Ctrl-C ends the turn. */
export async function askApproval(
  request: ApprovalRequest,
  screen: ChatScreen,
  signal: AbortSignal,
): Promise<ApprovalAnswer> {
  screen.print(describe(request, screen));
  for (;;) {
    const answer = await screen.line.ask(PROMPT, signal);
    if (answer === undefined) return { decision: "abort", feedback: undefined };
    const parsed = parseAnswer(answer);
    if (parsed !== undefined) {
      screen.print([screen.style.dim(`  ${OUTCOMES[parsed.decision]}`)]);
      return parsed;
    }
    screen.print([screen.style.dim("  please answer y, a or n")]);
  }
}

const OUTCOMES: Readonly<Record<ReviewDecision, string>> = {
  approved: "allowed",
  approved_for_session: "allowed for this session",
  denied: "not allowed",
  abort: "stopped",
};

/** Undefined when it is neither yes nor no: nothing is taken for a yes. */
function parseAnswer(answer: string): ApprovalAnswer | undefined {
  if (/^y(es)?$/i.test(answer)) return { decision: "approved", feedback: undefined };
  if (/^a(lways)?$/i.test(answer)) return { decision: "approved_for_session", feedback: undefined };
  const no = /^no?(?:[ ,:]+(.+))?$/is.exec(answer);
  return no === null ? undefined : { decision: "denied", feedback: no[1] };
}

function describe(request: ApprovalRequest, { style, links, config }: ChatScreen): string[] {
  const reason = request.reason === undefined ? [] : [style.dim(`  ${terminalText(request.reason)}`)];
  if (request.type === "exec_approval_request") {
    const command = renderCommand(request.command).split("\n");
    const where = request.cwd === config.cwd ? "" : style.dim(` in ${terminalName(request.cwd)}`);
    return [
      "",
      `${style.yellow("codex asks to run")}${where}`,
      ...command.map((line) => `  ${style.bold(line)}`),
      ...reason,
    ];
  }
  const root = request.grant_root;
  return [
    "",
    style.yellow("codex asks to change"),
    ...renderFileChanges(request.changes, { cwd: config.cwd, style, links, maxLines: Number.POSITIVE_INFINITY }),
    ...reason,
    ...(root === undefined
      ? []
      : [style.dim(`  and to write below ${terminalName(root)} for the rest of this session`)]),
  ];
}
