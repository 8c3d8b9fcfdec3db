export interface SpawnRequest {
  /** The program, found by the `PATH` of `env`, and its arguments. */
  readonly command: readonly string[];
  readonly cwd: string;
  /** The whole environment of the command. */
  readonly env: Readonly<Record<string, string>>;
  /**
   * `pipe`: no input, own process group, output through pipes. `inherit`: the terminal and process group of this process.
   * A terminal's descriptor: that terminal, in a session and process group of its own. Default: `pipe`.
   */
  readonly stdio?: "pipe" | "inherit" | { readonly terminal: number } | undefined;
}

export interface ExitStatus {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** One output stream of a command. */
export interface OutputPipe {
  /** Hands over what comes until the other side has closed or `destroy` is called. The bytes are valid only during the call. */
  read(onBytes: (bytes: Uint8Array) => void): Promise<void>;
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
  /**
   * To be called once nothing of the command runs any more: moves aside what it put on protected paths that did not exist before,
   * and names them.
   */
  readonly restore?: (() => readonly string[]) | undefined;
}

export type SpawnOutcome =
  | { readonly type: "spawned"; readonly process: SpawnedProcess }
  /** The program or the folder is not there, or may not be run. */
  | { readonly type: "failed-to-start"; readonly message: string };
