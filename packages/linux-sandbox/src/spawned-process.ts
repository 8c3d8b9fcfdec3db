export interface SpawnRequest {
  /** The program, looked up in the `PATH` of `env`, and its arguments. */
  readonly command: readonly string[];
  readonly cwd: string;
  /** The command's whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /**
   * `pipe`: no input, own process group, output through pipes. `inherit`: this process's terminal and process group. A terminal's
   * descriptor: that terminal, in a session and process group of its own. An input's descriptor: like `pipe`, but with that input.
   * Default: `pipe`.
   */
  readonly stdio?: "pipe" | "inherit" | { readonly terminal: number } | { readonly input: number } | undefined;
}

export interface ExitStatus {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** One output stream of a command. */
export interface OutputPipe {
  /** Passes on output until the other side closes or `destroy` is called. The bytes are valid only during the call. */
  read(onBytes: (bytes: Uint8Array) => void): Promise<void>;
  /** Leaves output in the pipe until `resume`; the writer blocks when it is full. */
  pause(): void;
  resume(): void;
  /** Stops reading; later writes fail with a broken pipe. */
  destroy(): void;
}

export interface SpawnedProcess {
  /** Also the id of the process group of everything it starts, unless that leaves the group. */
  readonly pid: number;
  readonly stdout: OutputPipe;
  readonly stderr: OutputPipe;
  /** Resolves when the process itself has exited; its descendants may still run and write. */
  readonly exited: Promise<ExitStatus>;
  /** Nothing that it started outlives it. Default: something may. */
  readonly leavesNothing?: boolean | undefined;
  /** Read-only paths below writable folders that it cannot change in any way. Default: none. */
  readonly held?: readonly string[] | undefined;
}

export type SpawnOutcome =
  | { readonly type: "spawned"; readonly process: SpawnedProcess }
  /** The program or the folder does not exist or may not be executed. */
  | { readonly type: "failed-to-start"; readonly message: string };
