import type { Config } from "@codex/core";
import type { SandboxMode } from "@codex/protocol";
import type { TurnMessage } from "../messages/turn-message.js";

/** What turns may do on a machine, whatever they request. */
export interface WorkerLimits {
  /** The widest sandbox. */
  readonly sandboxMode: SandboxMode;
  /** Whether a sandbox works on this machine. */
  readonly hasSandbox: boolean;
  /** Whether no approval lets anything leave the sandbox. */
  readonly isConfined: boolean;
}

/** From the narrowest to the widest. */
const MODES: readonly SandboxMode[] = ["read-only", "workspace-write", "danger-full-access"];

/** The sandbox of the turn: the requested one, or a narrower one if the worker does not allow it. */
export function sandboxOf({ sandboxMode = "read-only" }: TurnMessage, limits: WorkerLimits): SandboxMode {
  return MODES.indexOf(sandboxMode) <= MODES.indexOf(limits.sandboxMode) ? sandboxMode : limits.sandboxMode;
}

/** The limits of the turn: in each case the smaller one of its own and the worker's. */
export function smallerLimits(own: Config["limits"], { limits }: TurnMessage): Config["limits"] {
  return {
    maxTurns: smaller(own.maxTurns, limits?.maxTurns),
    maxTokens: smaller(own.maxTokens, limits?.maxTokens),
    maxTimeMs: smaller(own.maxTimeMs, limits?.maxTimeMs),
  };
}

function smaller(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}

/** Whether the turn can run here: a turn with a sandbox needs a machine where one works. */
export function canRun(turn: TurnMessage, limits: WorkerLimits): boolean {
  return limits.hasSandbox || sandboxOf(turn, limits) === "danger-full-access";
}
