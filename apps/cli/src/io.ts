import type { Readable, Writable } from "node:stream";

/** The process as a command sees it, so that commands can be run and tested without one. */
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
  /** The commit that it was built from; empty or absent when the build did not know it. */
  readonly commit?: string;
  /** Whether the release workflow built it, so that its name on the registry is ours. Default: false. */
  readonly isRelease?: boolean;
  /** Has this process live with less memory from now on, as servers do. Absent where there is no process to tell. */
  readonly keepMemorySmall?: () => void;
}
