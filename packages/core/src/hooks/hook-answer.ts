import * as z from "zod/mini";
import type { HookEntry } from "../items/item.js";
import { type HookEvent, hookEventTraits } from "./hook-event.js";

/** What one hook decided. */
export interface HookAnswer {
  readonly status: "completed" | "failed" | "blocked" | "stopped";
  readonly entries: readonly HookEntry[];
  /** What the model is to be told. */
  readonly context?: string;
  /** Why it blocked or stopped. */
  readonly reason?: string;
  /** PreToolUse: the tool is to be called with this instead. */
  readonly updatedInput?: Readonly<Record<string, unknown>>;
  /** PermissionRequest: the user need not be asked. */
  readonly allows?: boolean;
}

/** How a hook's process ended. */
export type HookExit =
  | { readonly type: "exited"; readonly status: number | null; readonly stdout: string; readonly stderr: string }
  | { readonly type: "timed-out"; readonly seconds: number }
  | { readonly type: "not-started"; readonly message: string };

const common = {
  continue: z.optional(z.boolean()),
  stopReason: z.optional(z.string()),
  suppressOutput: z.optional(z.boolean()),
  systemMessage: z.optional(z.string()),
  decision: z.optional(z.string()),
  reason: z.optional(z.string()),
};
const SpecificSchema = z.strictObject({
  hookEventName: z.string(),
  additionalContext: z.optional(z.string()),
  permissionDecision: z.optional(z.string()),
  permissionDecisionReason: z.optional(z.string()),
  updatedInput: z.optional(z.record(z.string(), z.unknown())),
  updatedMCPToolOutput: z.optional(z.unknown()),
  decision: z.optional(
    z.strictObject({
      behavior: z.enum(["allow", "deny"]),
      message: z.optional(z.string()),
      updatedInput: z.optional(z.unknown()),
      updatedPermissions: z.optional(z.unknown()),
      interrupt: z.optional(z.boolean()),
    }),
  ),
});
const AnswerSchema = z.strictObject({ ...common, hookSpecificOutput: z.optional(SpecificSchema) });
type Answer = z.infer<typeof AnswerSchema>;
type Specific = z.infer<typeof SpecificSchema>;

/**
 * Reads what a hook said. An answer that is not understood in full, or that its event does not take, counts as a failure and
 * decides nothing; so does none within the time limit, as with codex 0.171.0. Whoever relies on a guard is told that it did not hold.
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
      return failed(`it took more than ${exit.seconds} s and was ended`);
    case "not-started":
      return failed(exit.message);
    case "exited":
      if (exit.status === 2 && traits.blocksByExitStatus) return blockedByStatus(exit.stderr);
      if (exit.status !== 0) return failed(`it ended with ${exit.status ?? "a signal"}`);
      return readStdout(event, exit.stdout.trim());
    default:
      return exit satisfies never;
  }
}

function blockedByStatus(stderr: string): HookAnswer {
  const reason = stderr.trim();
  return reason === "" ? failed("it blocked without a reason on stderr") : blocked(reason);
}

function readStdout(event: HookEvent, text: string): HookAnswer {
  if (text === "") return completed([]);
  if (!/^[[{]/.test(text))
    return hookEventTraits[event].plainTextIsContext ? withContext(completed([]), text) : completed([]);
  const answer = parse(text);
  if (answer === undefined) return failed("its answer is not of the form that hooks answer in");
  // What is meant for another event says nothing here.
  const specific = answer.hookSpecificOutput?.hookEventName === event ? answer.hookSpecificOutput : undefined;
  const decided = decide(event, answer, specific);
  const warning = answer.systemMessage === undefined ? [] : [{ type: "warning", text: answer.systemMessage } as const];
  const context = specific?.additionalContext;
  const result = { ...decided, entries: [...warning, ...decided.entries] };
  return context === undefined || decided.status === "failed" || decided.status === "stopped"
    ? result
    : withContext(result, context);
}

function parse(text: string): Answer | undefined {
  try {
    return AnswerSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function decide(event: HookEvent, answer: Answer, specific: Specific | undefined): HookAnswer {
  switch (event) {
    case "PreToolUse":
      return beforeTool(answer, specific);
    case "PermissionRequest":
      return onPermission(answer, specific);
    case "PostToolUse":
      if (specific?.updatedMCPToolOutput !== undefined || answer.suppressOutput !== undefined) return unsupported();
      return stopOrBlock(answer);
    case "UserPromptSubmit":
    case "Stop":
    case "SubagentStop":
      return stopOrBlock(answer);
    case "SessionStart":
    case "SubagentStart":
    case "PreCompact":
      return answer.continue === false ? stopped(answer.stopReason) : completed([]);
    case "PreModelRequest":
    case "PostModelRequest":
    case "PostCompact":
    case "SessionEnd":
    case "Interrupt":
      return completed([]);
    default:
      return event satisfies never;
  }
}

function beforeTool(answer: Answer, specific: Specific | undefined): HookAnswer {
  if (answer.continue === false || answer.stopReason !== undefined || answer.suppressOutput !== undefined)
    return unsupported();
  const { permissionDecision, permissionDecisionReason, updatedInput } = specific ?? {};
  if (permissionDecision === "deny") return blockedFor(permissionDecisionReason);
  if (permissionDecision === "allow" && updatedInput !== undefined) return { ...completed([]), updatedInput };
  if (permissionDecision !== undefined || permissionDecisionReason !== undefined || updatedInput !== undefined)
    return unsupported();
  return blockOrPass(answer);
}

function onPermission(answer: Answer, specific: Specific | undefined): HookAnswer {
  const decision = specific?.decision;
  if (answer.continue === false || answer.decision !== undefined) return unsupported();
  if (decision === undefined) return completed([]);
  const { behavior, message, ...more } = decision;
  if (Object.values(more).some((value) => value !== undefined)) return unsupported();
  return behavior === "allow" ? { ...completed([]), allows: true } : blocked(message ?? "a hook said no");
}

function stopOrBlock(answer: Answer): HookAnswer {
  return answer.continue === false ? stopped(answer.stopReason) : blockOrPass(answer);
}

function blockOrPass({ decision, reason }: Answer): HookAnswer {
  if (decision === "block") return blockedFor(reason);
  return decision === undefined && reason === undefined ? completed([]) : unsupported();
}

function blockedFor(reason: string | undefined): HookAnswer {
  return reason === undefined || reason.trim() === "" ? failed("it blocked without a reason") : blocked(reason);
}

function completed(entries: readonly HookEntry[]): HookAnswer {
  return { status: "completed", entries };
}

function blocked(reason: string): HookAnswer {
  return { status: "blocked", entries: [{ type: "feedback", text: reason }], reason };
}

function stopped(stopReason: string | undefined): HookAnswer {
  const reason = stopReason ?? "a hook stopped this";
  return { status: "stopped", entries: [{ type: "stop", text: reason }], reason };
}

function withContext(answer: HookAnswer, context: string): HookAnswer {
  return { ...answer, context, entries: [...answer.entries, { type: "context", text: context }] };
}

function unsupported(): HookAnswer {
  return failed("its answer asks for something that hooks of this event cannot do");
}

function failed(message: string): HookAnswer {
  return { status: "failed", entries: [{ type: "error", text: message }] };
}
