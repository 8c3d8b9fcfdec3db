import type { Confinement } from "./confinement.js";
import type { SpawnOutcome, SpawnRequest } from "./spawned-process.js";

/** A way to confine commands. */
export type BackendName = "landlock" | "bwrap" | "unshare";

export interface BackendReport {
  readonly name: BackendName;
  readonly works: boolean;
  /** What it offers, or why it does not work and what would help. */
  readonly detail: string;
}

/** The command was not run: nothing on this machine can confine it as asked. */
export interface SandboxUnavailable {
  readonly type: "sandbox-unavailable";
  /** One line that says what to install or to set. */
  readonly message: string;
}

export type ConfinedOutcome = SpawnOutcome | SandboxUnavailable;

export interface Backend {
  readonly name: BackendName;
  /** Whether it works here: found out by trying, once. */
  probe(): Promise<BackendReport>;
  spawn(request: SpawnRequest, confinement: Confinement): Promise<ConfinedOutcome>;
}
