import type { ToolOutput } from "@codex/protocol";
import type { HookTool } from "../hooks/hook-tool.js";
import type { ModelFamily } from "../model/model-family.js";
import type { ToolSpec } from "../model/tool-spec.js";
import type { RunningTurn } from "../session/running-turn.js";
import type { ToolSelection } from "../specs/tool-selection.js";

/** A tool of ours: what the model is told of it, and what its calls do. */
export interface Tool extends CallableTool {
  /** What the model may call it by. */
  readonly names: readonly string[];
  /** What the model is told in a turn; undefined where the tool is not offered. It may be called all the same. */
  readonly spec: (selection: ToolSelection) => ToolSpec | undefined;
  /** Whether the user has switched it off: then it cannot be called either. Default: never. */
  readonly isOff?: (selection: ToolSelection) => boolean;
}

/** What a call of the model runs, whoever brings it. */
export interface CallableTool {
  /** It may be called with plain text in place of JSON, which is then the argument `input`. */
  readonly takesText?: boolean;
  /** It only reads and the turn's sandbox holds it, so it may be used in a conversation beside the thread's. */
  readonly isForAsides?: boolean;
  /** No call changes a file. */
  readonly leavesFilesAlone?: boolean;
  /** A call runs when the model's answer is whole, so that the answer's tokens are known. */
  readonly runsLast?: boolean;
  /** Reads the arguments of a call. */
  readonly prepare: (given: GivenArguments) => Promise<Preparation>;
}

/** The arguments of a call: as the model wrote them, or as they are known already. */
export type GivenArguments = string | Readonly<Record<string, unknown>>;

/** `message` lets the model correct its call. */
export type Preparation =
  | { readonly ok: true; readonly call: PreparedCall }
  | { readonly ok: false; readonly message: string };

/** A call whose arguments make sense. */
export interface PreparedCall {
  /** It may run beside other calls of the same answer that may, too. Default: it runs alone. */
  readonly runsBeside?: boolean;
  /** What it does wrong is an answer to the model; it throws only when the turn was interrupted. */
  readonly run: (context: ToolContext) => Promise<ToolAnswer>;
  /** The call as hooks are told of it; undefined where they are told nothing. */
  readonly describe: (context: ToolContext) => Promise<DescribedCall | undefined>;
}

export interface DescribedCall {
  readonly tool: HookTool;
  /** The arguments that stand for another input of the hooks' words; undefined when it makes none. */
  readonly withInput: (input: Readonly<Record<string, unknown>>) => GivenArguments | undefined;
}

/** What a tool answers. */
export interface ToolAnswer {
  /** For the model. */
  readonly output: ToolOutput;
  /** What hooks are told, where that is more. */
  readonly response?: unknown;
  /** Nothing came of it: hooks that follow tools hear only of what ran. */
  readonly failed?: boolean;
  /** The terminal that it began or looked at. Hooks hear of a command when it has ended. */
  readonly terminal?: { readonly id: number; readonly isRunning: boolean };
}

/** Says why nothing came of a call. */
export const failedAnswer = (output: string): ToolAnswer => ({ output, failed: true });

/** What every tool gets of the turn that calls it; those that run programs or ask for more are made with it. */
export interface ToolContext {
  readonly callId: string;
  /** The turn's folder. */
  readonly cwd: string;
  readonly modelFamily: ModelFamily;
  readonly running: Pick<RunningTurn, "item" | "plan" | "ask" | "signal" | "throwIfInterrupted">;
}
