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
  /** Whether words on stdout that are no JSON are told to the model. */
  readonly plainTextIsContext: boolean;
  /** Seconds that a hook may take when it does not say. */
  readonly defaultTimeout: number;
  /** Seconds that a hook may take at most. */
  readonly maxTimeout: number;
}

const usual: HookEventTraits = {
  takesMatcher: true,
  blocksByExitStatus: false,
  plainTextIsContext: false,
  defaultTimeout: 600,
  maxTimeout: Number.POSITIVE_INFINITY,
};
const watching: HookEventTraits = { ...usual, takesMatcher: false };
const blocking: HookEventTraits = { ...usual, blocksByExitStatus: true };
/** Nobody waits long for what is said at the end. */
const quick: HookEventTraits = { ...watching, defaultTimeout: 1, maxTimeout: 3 };

export const hookEventTraits: Readonly<Record<HookEvent, HookEventTraits>> = {
  PreModelRequest: watching,
  PostModelRequest: watching,
  PreToolUse: blocking,
  PermissionRequest: blocking,
  PostToolUse: blocking,
  PreCompact: usual,
  PostCompact: usual,
  SessionStart: { ...usual, plainTextIsContext: true },
  SessionEnd: quick,
  UserPromptSubmit: { ...blocking, takesMatcher: false, plainTextIsContext: true },
  SubagentStart: { ...usual, plainTextIsContext: true },
  SubagentStop: blocking,
  Stop: { ...blocking, takesMatcher: false },
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
