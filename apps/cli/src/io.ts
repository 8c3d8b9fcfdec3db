import type { Readable, Writable } from "node:stream";

/** The process as seen by commands, so that they can be tested without one. */
export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean; readonly setRawMode?: (raw: boolean) => unknown };
  readonly stdout: Writable & {
    readonly isTTY?: boolean;
    readonly columns?: number;
    readonly rows?: number;
    readonly getWindowSize?: () => [columns: number, rows: number];
  };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly platform: NodeJS.Platform;
  /** Aborted by Ctrl-C and by SIGTERM. */
  readonly signal: AbortSignal;
  /** The version that `codex --version` prints. */
  readonly version: string;
  /** The commit it was built from; empty or absent if the build did not know it. */
  readonly commit?: string;
  /** Whether the release workflow built it, so that its package name on the registry is ours. Default: false. */
  readonly isRelease?: boolean;
  /** Makes this process use less memory from now on, for servers. Absent where there is no process. */
  readonly keepMemorySmall?: () => void;
}
