import type { HookEntry } from "../items/item.js";
import { type HookEvent, hookEventTraits } from "./hook-event.js";
import { type Answer, parseHookAnswer, type Specific } from "./parse-hook-answer.js";

/** The outcome of one hook. */
export interface HookAnswer {
  readonly status: "completed" | "failed" | "blocked" | "stopped";
  readonly entries: readonly HookEntry[];
  /** Text that the hook adds for the model. */
  readonly context?: string;
  /** Why it blocked or stopped. */
  readonly reason?: string;
  /** PreToolUse: the input to use instead. */
  readonly updatedInput?: unknown;
  /** PermissionRequest: skip the question to the user. */
  readonly allows?: boolean;
}

/** How a hook's process ended. */
export type HookExit =
  | { readonly type: "exited"; readonly status: number | null; readonly stdout: string; readonly stderr: string }
  | { readonly type: "timed-out"; readonly seconds: number }
  | { readonly type: "not-started"; readonly message: string };

/**
 * Parses a hook's answer. An answer that is not fully understood, or not valid for its event, counts as a failure and decides nothing; so
 * does a timeout, as in codex 0.171.0. The failure is shown, so that nobody relies on a guard that did not work.
 */
export function readHookAnswer(event: HookEvent, exit: HookExit): HookAnswer {
  const answer = answerOf(event, exit);
  if (answer.status !== "failed" || !hookEventTraits[event].blocksByExitStatus) return answer;
  return { ...answer, entries: answer.entries.map(withConsequence) };
}

function withConsequence({ type, text }: HookEntry): HookEntry {
  return { type, text: type === "error" ? `${text}: it decided nothing, and what it was asked about went on` : text };
}

function answerOf(event: HookEvent, exit: HookExit): HookAnswer {
  const traits = hookEventTraits[event];
  switch (exit.type) {
    case "timed-out":
      return failed(`it took more than ${exit.seconds} s and was stopped`);
    case "not-started":
      return failed(exit.message);
    case "exited":
      if (exit.status === 2 && traits.blocksByExitStatus) return blockedByStatus(exit.stderr);
      if (exit.status !== 0) return failed(`it exited with ${exit.status ?? "a signal"}${lastWords(exit.stderr)}`);
      return readStdout(event, exit.stdout.trim());
    default:
      return exit satisfies never;
  }
}

const MAX_LAST_WORDS = 200;

/** The last line of its stderr, which usually says why it failed. */
function lastWords(stderr: string): string {
  const line = stderr.trimEnd().split("\n").at(-1)?.trim() ?? "";
  return line === "" ? "" : `: ${line.slice(0, MAX_LAST_WORDS)}`;
}

function blockedByStatus(stderr: string): HookAnswer {
  const reason = stderr.trim();
  return reason === "" ? failed("it blocked without a reason on stderr") : blocked(reason);
}

function readStdout(event: HookEvent, text: string): HookAnswer {
  if (text === "") return completed([]);
  if (!/^[[{]/.test(text)) return readPlainOutput(event, text);
  const answer = parseHookAnswer(event, text);
  if (answer === undefined) return failed("its answer does not have the format for hooks of this event");
  const { systemMessage, hookSpecificOutput: specific } = answer;
  const decided = decide(event, answer, specific);
  const context = decided.status === "failed" ? undefined : specific?.additionalContext;
  const result = context === undefined ? decided : withContext(decided, context);
  if (systemMessage === undefined) return result;
  return { ...result, entries: [{ type: "warning", text: systemMessage }, ...result.entries] };
}

function readPlainOutput(event: HookEvent, text: string): HookAnswer {
  const { plainOutput } = hookEventTraits[event];
  switch (plainOutput) {
    case "context":
      return withContext(completed([]), text);
    case "passed-over":
      return completed([]);
    case "refused":
      return failed("it must answer with JSON, or not at all");
    default:
      return plainOutput satisfies never;
  }
}

function decide(event: HookEvent, answer: Answer, specific: Specific | undefined): HookAnswer {
  switch (event) {
    case "PreToolUse":
      return beforeTool(answer, specific);
    case "PermissionRequest":
      return onPermission(answer, specific);
    case "PostToolUse":
      if (specific?.updatedMCPToolOutput !== undefined || answer.suppressOutput === true) return unsupported();
      return afterTool(answer);
    case "UserPromptSubmit":
    case "Stop":
    case "SubagentStop":
      if (answer.continue === false) return stopped(answer.stopReason);
      return answer.decision === "block" ? blockedFor(answer.reason) : completed([]);
    case "SessionStart":
    case "SubagentStart":
      return answer.continue === false ? stopped(answer.stopReason) : completed([]);
    case "PreCompact":
    case "PostCompact":
      return answer.continue === false ? stopped(answer.stopReason ?? STOPPED) : completed([]);
    case "PreModelRequest":
    case "PostModelRequest":
    case "SessionEnd":
    case "Interrupt":
      return completed([]);
    default:
      return event satisfies never;
  }
}

/** Differs from codex-rs: a denial that also changes the input is a denial, not a failure. */
function beforeTool(answer: Answer, specific: Specific | undefined): HookAnswer {
  if (asksForMore(answer)) return unsupported();
  const { permissionDecision, permissionDecisionReason, updatedInput } = specific ?? {};
  if (permissionDecision === "deny") return blockedFor(permissionDecisionReason);
  if (permissionDecision === "allow" && updatedInput !== undefined) return { ...completed([]), updatedInput };
  if (permissionDecision !== undefined || permissionDecisionReason !== undefined || updatedInput !== undefined)
    return unsupported();
  return blockOrPass(answer);
}

/** If the answer both stops and blocks, the model gets the reason of the block. */
function afterTool(answer: Answer): HookAnswer {
  if (answer.continue !== false) return blockOrPass(answer);
  const reasonToBlock = answer.decision === "block" ? answer.reason?.trim() : undefined;
  const end = stopped(answer.stopReason ?? STOPPED);
  return reasonToBlock ? { ...end, reason: reasonToBlock } : end;
}

function onPermission(answer: Answer, specific: Specific | undefined): HookAnswer {
  if (asksForMore(answer)) return unsupported();
  const { behavior, message, interrupt, ...more } = specific?.decision ?? {};
  if (interrupt === true || Object.values(more).some((value) => value !== undefined)) return unsupported();
  if (behavior === undefined) return completed([]);
  return behavior === "allow" ? { ...completed([]), allows: true } : blocked(message?.trim() || "a hook said no");
}

/** Fields that hooks before a tool must not use: they can only decide whether it runs. */
const asksForMore = (answer: Answer): boolean =>
  answer.continue === false || answer.stopReason !== undefined || answer.suppressOutput === true;

function blockOrPass({ decision, reason }: Answer): HookAnswer {
  if (decision === "block") return blockedFor(reason);
  return reason === undefined ? completed([]) : unsupported();
}

function blockedFor(reason: string | undefined): HookAnswer {
  const said = reason?.trim() ?? "";
  return said === "" ? failed("it blocked without a reason") : blocked(said);
}

function completed(entries: readonly HookEntry[]): HookAnswer {
  return { status: "completed", entries };
}

function blocked(reason: string): HookAnswer {
  return { status: "blocked", entries: [{ type: "feedback", text: reason }], reason };
}

const STOPPED = "a hook stopped this";

/** Without a reason there is nothing to show. */
function stopped(stopReason: string | undefined): HookAnswer {
  const entries: HookEntry[] = stopReason === undefined ? [] : [{ type: "stop", text: stopReason }];
  return { status: "stopped", entries, reason: stopReason ?? STOPPED };
}

function withContext(answer: HookAnswer, context: string): HookAnswer {
  return { ...answer, context, entries: [{ type: "context", text: context }, ...answer.entries] };
}

function unsupported(): HookAnswer {
  return failed("its answer asks for something that hooks of this event cannot do");
}

function failed(message: string): HookAnswer {
  return { status: "failed", entries: [{ type: "error", text: message }] };
}
