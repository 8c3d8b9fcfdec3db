import type { Config, ConfigOverrides, Environment, ThreadManager } from "@codex/core";
import type { WorkerLimits } from "./worker-limits.js";

export interface WorkerOptions {
  /** Unique in the fleet. */
  readonly id: string;
  readonly host: string;
  readonly version: string;
  /** What turns may require of a worker. */
  readonly labels: readonly string[];
  /** How many turns with a label may run at the same time in the whole fleet, by label. */
  readonly limits?: ReadonlyMap<string, number> | undefined;
  readonly limitsOfTurns: WorkerLimits;
  /** The model of turns that name none. */
  readonly model: string;
  /** How many turns it runs at the same time. */
  readonly slots: number;
  /** The folder for the threads' workspaces, absolute. */
  readonly workspaces: string;
  /** How long unused workspaces are kept, in milliseconds. Default: 30 days. */
  readonly keepWorkspacesMs?: number | undefined;
  /** Other folders that turns may request, which all workers share. Default: none. */
  readonly shared?: readonly string[] | undefined;
  readonly codexHome: string;
  /** Git's environment. */
  readonly env: Environment;
  readonly manager: ThreadManager;
  /** Loads the worker's configuration, with what a turn may override. */
  readonly loadConfig: (overrides: ConfigOverrides & { readonly cwd: string }) => Promise<Config>;
  /** How long a turn waits for an unreachable or full server before it is stopped, in milliseconds. Default: 60,000. */
  readonly outageLimitMs?: number | undefined;
  /** How long turns may continue once the worker has to stop; the rest are handed over. In milliseconds. Default: 30,000. */
  readonly drainMs?: number | undefined;
  /** Receives lines for the worker's log. */
  readonly onNotice: (line: string) => void;
}

export const DEFAULT_OUTAGE_LIMIT_MS = 60_000;
export const DEFAULT_DRAIN_MS = 30_000;
export const DEFAULT_KEEP_WORKSPACES_MS = 30 * 24 * 60 * 60 * 1000;
