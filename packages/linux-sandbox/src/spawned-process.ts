export interface SpawnRequest {
  /** The program, found by the `PATH` of `env`, and its arguments. */
  readonly command: readonly string[];
  readonly cwd: string;
  /** The whole environment of the command. */
  readonly env: Readonly<Record<string, string>>;
  /**
   * `pipe`: no input, own process group, output through pipes. `inherit`: the terminal and process group of this process.
   * A terminal's descriptor: that terminal, in a session and process group of its own. A descriptor of an input: as `pipe`, and
   * it reads from that. Default: `pipe`.
   */
  readonly stdio?: "pipe" | "inherit" | { readonly terminal: number } | { readonly input: number } | undefined;
}

export interface ExitStatus {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** One output stream of a command. */
export interface OutputPipe {
  /** Hands over what comes until the other side has closed or `destroy` is called. The bytes are valid only during the call. */
  read(onBytes: (bytes: Uint8Array) => void): Promise<void>;
  /** Leaves what comes in the pipe until `resume`; who writes waits when it is full. */
  pause(): void;
  resume(): void;
  /** Stops reading; who still writes gets a broken pipe. */
  destroy(): void;
}

export interface SpawnedProcess {
  /** Also the id of the process group of all that it starts, except for what leaves it. */
  readonly pid: number;
  readonly stdout: OutputPipe;
  readonly stderr: OutputPipe;
  /** Resolves when the process itself is gone; what it started may still run and write. */
  readonly exited: Promise<ExitStatus>;
  /** Nothing that it started outlives it. Default: something may. */
  readonly leavesNothing?: boolean | undefined;
  /** Read-only paths below writable folders that it cannot change by any way. Default: none. */
  readonly held?: readonly string[] | undefined;
}

export type SpawnOutcome =
  | { readonly type: "spawned"; readonly process: SpawnedProcess }
  /** The program or the folder is not there, or may not be run. */
  | { readonly type: "failed-to-start"; readonly message: string };
