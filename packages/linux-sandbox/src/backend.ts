import type { Confinement } from "./confinement.js";
import type { SpawnOutcome, SpawnRequest } from "./spawned-process.js";

/** A way to confine commands. */
export type BackendName = "landlock" | "bwrap" | "unshare";

export interface BackendReport {
  readonly name: BackendName;
  readonly works: boolean;
  /** What it can enforce, or why it does not work and what would help. */
  readonly detail: string;
}

/** The command was not run because nothing on this machine can confine it as requested. */
export interface SandboxUnavailable {
  readonly type: "sandbox-unavailable";
  /** One line that names what to install or configure. */
  readonly message: string;
}

export type ConfinedOutcome = SpawnOutcome | SandboxUnavailable;

export interface Backend {
  readonly name: BackendName;
  /** Whether it works here. Tried out once. */
  probe(): Promise<BackendReport>;
  spawn(request: SpawnRequest, confinement: Confinement): Promise<ConfinedOutcome>;
}
