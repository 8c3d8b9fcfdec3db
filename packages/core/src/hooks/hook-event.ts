/** The events that hooks can react to, in display order. Names as in the files of codex 0.171.0. */
export const HOOK_EVENTS = [
  "PreModelRequest",
  "PostModelRequest",
  "PreToolUse",
  "PermissionRequest",
  "PostToolUse",
  "PreCompact",
  "PostCompact",
  "SessionStart",
  "SessionEnd",
  "UserPromptSubmit",
  "SubagentStart",
  "SubagentStop",
  "Stop",
  "Interrupt",
] as const;
export type HookEvent = (typeof HOOK_EVENTS)[number];

export interface HookEventTraits {
  /** Whether the event supports matchers. Otherwise a matcher is ignored, also in the trust hash. */
  readonly takesMatcher: boolean;
  /** Whether exit status 2 blocks, with a reason on stderr, instead of being an ordinary failure. */
  readonly blocksByExitStatus: boolean;
  /** What happens to stdout that is not JSON: it is added to the model's context, ignored, or makes the hook fail. */
  readonly plainOutput: "context" | "passed-over" | "refused";
  readonly answer: HookAnswerForm;
  /** The default time limit in seconds. */
  readonly defaultTimeout: number;
  /** The maximum time limit in seconds. */
  readonly maxTimeout: number;
}

/** The fields of an answer beyond the common ones; any others make it invalid. */
export interface HookAnswerForm {
  /** Whether `decision` and `reason` are allowed. */
  readonly decides: boolean;
  /** The fields of `hookSpecificOutput`; undefined if it is not allowed. */
  readonly specific: readonly string[] | undefined;
}

const plain: HookAnswerForm = { decides: false, specific: undefined };
const starting: HookAnswerForm = { decides: false, specific: ["additionalContext"] };
const ending: HookAnswerForm = { decides: true, specific: undefined };

const usual: HookEventTraits = {
  takesMatcher: true,
  blocksByExitStatus: false,
  plainOutput: "passed-over",
  answer: plain,
  defaultTimeout: 600,
  maxTimeout: Number.POSITIVE_INFINITY,
};
const watching: HookEventTraits = { ...usual, takesMatcher: false, answer: ending };
const blocking: HookEventTraits = { ...usual, blocksByExitStatus: true };
const atStart: HookEventTraits = { ...usual, plainOutput: "context", answer: starting };
const atEnd: HookEventTraits = { ...blocking, plainOutput: "refused", answer: ending };
/** Events at the end must not delay it for long. */
const quick: HookEventTraits = { ...usual, takesMatcher: false, defaultTimeout: 1, maxTimeout: 3 };

export const hookEventTraits: Readonly<Record<HookEvent, HookEventTraits>> = {
  PreModelRequest: watching,
  PostModelRequest: watching,
  PreToolUse: {
    ...blocking,
    answer: {
      decides: true,
      specific: ["additionalContext", "permissionDecision", "permissionDecisionReason", "updatedInput"],
    },
  },
  PermissionRequest: { ...blocking, answer: { decides: false, specific: ["decision"] } },
  PostToolUse: { ...blocking, answer: { decides: true, specific: ["additionalContext", "updatedMCPToolOutput"] } },
  PreCompact: usual,
  PostCompact: usual,
  SessionStart: atStart,
  SessionEnd: quick,
  UserPromptSubmit: {
    ...atStart,
    takesMatcher: false,
    blocksByExitStatus: true,
    answer: { decides: true, specific: ["additionalContext"] },
  },
  SubagentStart: atStart,
  SubagentStop: atEnd,
  Stop: { ...atEnd, takesMatcher: false },
  Interrupt: quick,
};

/** `PreToolUse` as `pre_tool_use`, the form in keys and hashes. */
export function snakeCase(event: HookEvent): string {
  return event.replace(/(?<!^)([A-Z])/g, "_$1").toLowerCase();
}

/** `PreToolUse` as `pre-tool-use`, the form in run ids. */
export function kebabCase(event: HookEvent): string {
  return snakeCase(event).replaceAll("_", "-");
}
