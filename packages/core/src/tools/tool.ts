import type { ToolOutput } from "@codex/protocol";
import type { HookTool } from "../hooks/hook-tool.js";
import type { ModelFamily } from "../model/model-family.js";
import type { ToolSpec } from "../model/tool-spec.js";
import type { RunningTurn } from "../session/running-turn.js";
import type { ToolSelection } from "../specs/tool-selection.js";

/** A built-in tool: its description for the model, and what its calls do. */
export interface Tool extends CallableTool {
  /** The names by which the model may call it. */
  readonly names: readonly string[];
  /** The description for the model in a turn; undefined if the tool is not offered. It can still be called. */
  readonly spec: (selection: ToolSelection) => ToolSpec | undefined;
  /** Whether the user has switched it off; then it cannot be called at all. Default: never. */
  readonly isOff?: (selection: ToolSelection) => boolean;
}

/** A tool that a call can run, built-in or not. */
export interface CallableTool {
  /** It may be called with plain text instead of JSON; the text is then the argument `input`. */
  readonly takesText?: boolean;
  /** It only reads, within the turn's sandbox, so it may be used outside the thread's conversation, for example in a review. */
  readonly isForAsides?: boolean;
  /** Its calls never change files. */
  readonly leavesFilesAlone?: boolean;
  /** Calls run at the end of the model's answer, when its token count is known. */
  readonly runsLast?: boolean;
  /** Parses the arguments of a call. */
  readonly prepare: (given: GivenArguments) => Promise<Preparation>;
}

/** The arguments of a call: as the model wrote them, or already parsed. */
export type GivenArguments = string | Readonly<Record<string, unknown>>;

/** `message` lets the model correct its call. */
export type Preparation =
  | { readonly ok: true; readonly call: PreparedCall }
  | { readonly ok: false; readonly message: string };

/** A call with valid arguments. */
export interface PreparedCall {
  /** Whether it may run in parallel with other such calls of the same answer. Default: it runs alone. */
  readonly runsInParallel?: boolean;
  /** A failure is an answer to the model; it throws only if the turn was interrupted. */
  readonly run: (context: ToolContext) => Promise<ToolAnswer>;
  /** The call as shown to hooks; undefined if hooks do not see it. */
  readonly describe: (context: ToolContext) => Promise<DescribedCall | undefined>;
}

export interface DescribedCall {
  readonly tool: HookTool;
  /** Converts a hook's changed input to arguments; undefined if it is not valid. */
  readonly withInput: (input: Readonly<Record<string, unknown>>) => GivenArguments | undefined;
}

/** A tool's answer. */
export interface ToolAnswer {
  /** For the model. */
  readonly output: ToolOutput;
  /** The output for hooks, if that is more. */
  readonly response?: unknown;
  /** The call did not run, so `PostToolUse` hooks are not called. */
  readonly failed?: boolean;
  /** The terminal that it started or read. Hooks are called when the command has ended. */
  readonly terminal?: { readonly id: number; readonly isRunning: boolean };
}

/** Answers that a call did not run, and why. */
export const failedAnswer = (output: string): ToolAnswer => ({ output, failed: true });

/** What every tool gets from its turn. Tools that run programs or ask for approval are created per turn. */
export interface ToolContext {
  readonly callId: string;
  /** The turn's folder. */
  readonly cwd: string;
  readonly modelFamily: ModelFamily;
  readonly running: Pick<RunningTurn, "item" | "plan" | "ask" | "signal" | "throwIfInterrupted">;
}
