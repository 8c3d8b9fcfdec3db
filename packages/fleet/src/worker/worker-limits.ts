import type { Config } from "@codex/core";
import type { SandboxMode } from "@codex/protocol";
import type { TurnMessage } from "../messages/turn-message.js";

/** What turns may do on a machine, whatever they ask for. */
export interface WorkerLimits {
  /** The widest sandbox. */
  readonly sandboxMode: SandboxMode;
  /** Whether commands can be confined here at all. */
  readonly hasSandbox: boolean;
  /** Whether no answer of a client lets a command out of the sandbox. */
  readonly isConfined: boolean;
}

/** From the narrowest to the widest. */
const MODES: readonly SandboxMode[] = ["read-only", "workspace-write", "danger-full-access"];

/** The sandbox of the turn: what it asks for, as far as this machine allows it. */
export function sandboxOf({ sandboxMode = "read-only" }: TurnMessage, limits: WorkerLimits): SandboxMode {
  return MODES.indexOf(sandboxMode) <= MODES.indexOf(limits.sandboxMode) ? sandboxMode : limits.sandboxMode;
}

/** What the turn may take: the smaller of what it and the worker's configuration say. */
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

/** Whether the turn can run here as it is to run: a turn that is to be confined needs a machine that confines. */
export function canRun(turn: TurnMessage, limits: WorkerLimits): boolean {
  return limits.hasSandbox || sandboxOf(turn, limits) === "danger-full-access";
}
