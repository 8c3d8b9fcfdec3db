/** What a hook can be attached to, in the order in which lists show them. Names as codex 0.171.0 writes them in its files. */
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
  /** Whether a matcher is held against something. Elsewhere it is passed over, in the trust hash too. */
  readonly takesMatcher: boolean;
  /** What exit status 2 means: a reason on stderr to stop, or a failure like any other. */
  readonly blocksByExitStatus: boolean;
  /** What becomes of words on stdout that are no JSON: the model is told them, they are passed over, or the hook has failed. */
  readonly words: "context" | "passed-over" | "refused";
  readonly answer: HookAnswerForm;
  /** Seconds that a hook may take when it does not say. */
  readonly defaultTimeout: number;
  /** Seconds that a hook may take at most. */
  readonly maxTimeout: number;
}

/** What an answer may hold beside what all may; anything else makes it none. */
export interface HookAnswerForm {
  /** Whether there may be `decision` and `reason`. */
  readonly decides: boolean;
  /** The fields of `hookSpecificOutput`; undefined where there is no such object. */
  readonly specific: readonly string[] | undefined;
}

const plain: HookAnswerForm = { decides: false, specific: undefined };
const starting: HookAnswerForm = { decides: false, specific: ["additionalContext"] };
const ending: HookAnswerForm = { decides: true, specific: undefined };

const usual: HookEventTraits = {
  takesMatcher: true,
  blocksByExitStatus: false,
  words: "passed-over",
  answer: plain,
  defaultTimeout: 600,
  maxTimeout: Number.POSITIVE_INFINITY,
};
const watching: HookEventTraits = { ...usual, takesMatcher: false, answer: ending };
const blocking: HookEventTraits = { ...usual, blocksByExitStatus: true };
const atStart: HookEventTraits = { ...usual, words: "context", answer: starting };
const atEnd: HookEventTraits = { ...blocking, words: "refused", answer: ending };
/** Nobody waits long for what is said at the end. */
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

/** `PreToolUse` as keys and hashes spell it: `pre_tool_use`. */
export function snakeCase(event: HookEvent): string {
  return event.replace(/(?<!^)([A-Z])/g, "_$1").toLowerCase();
}

/** `PreToolUse` as ids of runs spell it: `pre-tool-use`. */
export function kebabCase(event: HookEvent): string {
  return snakeCase(event).replaceAll("_", "-");
}
