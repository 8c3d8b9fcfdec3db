import { execa } from "execa";

export interface ProgramOptions {
  readonly cwd: string;
  /** The complete environment. */
  readonly env: Readonly<Record<string, string>>;
}

export interface ProgramResult {
  /** Undefined if a signal ended it. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that hangs fails its test instead of the whole run. */
export const PROGRAM_TIMEOUT_MS = 250_000;

/** Runs a program to its end; `input` is its complete standard input. Does not throw for a non-zero exit status. */
export async function runProgram(
  [program = "", ...args]: readonly string[],
  { cwd, env, input = "" }: ProgramOptions & { readonly input?: string | Uint8Array },
): Promise<ProgramResult> {
  const result = await execa(program, args, {
    cwd,
    env,
    extendEnv: false,
    input,
    reject: false,
    stripFinalNewline: false,
    timeout: PROGRAM_TIMEOUT_MS,
  });
  if (result.timedOut)
    throw new Error(`no end within ${PROGRAM_TIMEOUT_MS} ms: ${result.escapedCommand}\n${result.stderr}`);
  return { code: result.exitCode, stdout: result.stdout, stderr: result.stderr };
}
