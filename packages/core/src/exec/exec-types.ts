/** One command as requested by the model. */
export interface ExecParams {
  /** The program and its arguments; no shell is involved. */
  readonly command: readonly string[];
  /** Absolute folder to run in. */
  readonly cwd: string;
  /** Milliseconds until the command is ended. Default: 10 s. */
  readonly timeoutMs: number | undefined;
  /** The command's whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether to run it in the user's own shell after its profile, if there is one. Default: false. */
  readonly useProfile?: boolean | undefined;
  readonly withEscalatedPermissions?: boolean | undefined;
  readonly justification?: string | undefined;
}

/** What a command printed and how it ended. Only the head and tail of long texts are kept. */
export interface ExecOutput {
  /** The command's own code, 128 + n if signal n ended it, 64 if it timed out. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams in the order in which they arrived. */
  readonly aggregatedOutput: string;
  /** Lines of the whole aggregated output, including those that were not kept. */
  readonly aggregatedTotalLines?: number | undefined;
  /** Bytes of the whole aggregated output that were not kept. Default: 0. */
  readonly aggregatedOmittedBytes?: number | undefined;
  readonly durationMs: number;
  readonly timedOut: boolean;
  /** The signal that ended the command, if it was not ours. */
  readonly signal?: NodeJS.Signals | undefined;
}

/** The outcome of an attempt to run a command. Only broken promises of ours throw. */
export type ExecResult =
  /** It ran to its end, successfully or not. */
  | { readonly type: "finished"; readonly output: ExecOutput }
  /** It ran confined and failed in a way that the sandbox may have caused. */
  | { readonly type: "sandbox-denied"; readonly output: ExecOutput }
  | { readonly type: "timed-out"; readonly output: ExecOutput }
  | { readonly type: "interrupted"; readonly output: ExecOutput }
  /** The program or the folder does not exist or may not be executed. */
  | { readonly type: "failed-to-start"; readonly message: string }
  /** Nothing on this machine can confine it as the policy requires, so it was not run. */
  | { readonly type: "sandbox-unavailable"; readonly message: string };

export type ExecStream = "stdout" | "stderr";
