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

/** Whether the turn can run here as it is to run: a turn that is to be confined needs a machine that confines. */
export function canRun(turn: TurnMessage, limits: WorkerLimits): boolean {
  return limits.hasSandbox || sandboxOf(turn, limits) === "danger-full-access";
}
