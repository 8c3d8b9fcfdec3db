import type { Config, ConfigOverrides, Environment, ThreadManager } from "@codex/core";
import type { WorkerLimits } from "./worker-limits.js";

export interface WorkerOptions {
  /** Names the worker; unique in the fleet. */
  readonly id: string;
  readonly host: string;
  readonly version: string;
  /** What it has that turns may ask for, beside what all workers have. */
  readonly labels: readonly string[];
  /** How many turns of a label may run at once in the whole fleet, by label; the queue keeps to it. */
  readonly limits?: ReadonlyMap<string, number> | undefined;
  readonly limitsOfTurns: WorkerLimits;
  /** The model of turns that name none. */
  readonly model: string;
  /** How many turns it runs at once. */
  readonly slots: number;
  /** A folder for the workspaces of threads, absolute. */
  readonly workspaces: string;
  /** How long the workspace of a thread stays that nobody works on, in milliseconds. Default: 30 days. */
  readonly keepWorkspacesMs?: number | undefined;
  /** Other folders that turns may ask to work in: those that all workers share. Default: none. */
  readonly shared?: readonly string[] | undefined;
  readonly codexHome: string;
  /** The environment that Git runs in. */
  readonly env: Environment;
  readonly manager: ThreadManager;
  /** The worker's own configuration, with what a turn may choose. */
  readonly loadConfig: (overrides: ConfigOverrides & { readonly cwd: string }) => Promise<Config>;
  /** How long a turn waits for a server that is away before it is stopped, in milliseconds. Default: 60,000. */
  readonly outageLimitMs?: number | undefined;
  /** How long turns may go on once the worker is to stop; what is not done by then is handed over. In milliseconds. Default: 30,000. */
  readonly drainMs?: number | undefined;
  /** One line for a person, about what happens beside the turns' own events. */
  readonly onNotice: (line: string) => void;
}

export const DEFAULT_OUTAGE_LIMIT_MS = 60_000;
export const DEFAULT_DRAIN_MS = 30_000;
export const DEFAULT_KEEP_WORKSPACES_MS = 30 * 24 * 60 * 60 * 1000;
