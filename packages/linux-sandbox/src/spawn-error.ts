import { statSync } from "node:fs";
import type { SpawnRequest } from "./spawned-process.js";

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "No such file or directory (os error 2)",
  EACCES: "Permission denied (os error 13)",
  ENOTDIR: "Not a directory (os error 20)",
  E2BIG: "Argument list too long (os error 7)",
};

/**
 * Why a command did not start, in the operating system's words, naming the program or the folder, whichever it was. Differs from
 * codex-rs, which leaves the model to guess.
 */
export function describeSpawnError(
  error: { readonly code?: string | undefined; readonly message: string },
  { command, cwd }: Pick<SpawnRequest, "command" | "cwd">,
): string {
  const reason = REASONS[error.code ?? ""];
  if (reason === undefined) return error.message;
  if (error.code === "E2BIG") return reason;
  return `${reason}: ${folderFault(cwd) ?? programFault(command[0] ?? "", error.code)}`;
}

/** Quoted, because the cause is often a Windows line ending in the name. */
export function describeMissingInterpreter(program: string, interpreter: string): string {
  return `${REASONS["ENOENT"]}: there is no program ${JSON.stringify(interpreter)}, which ${program} names to read it`;
}

function folderFault(cwd: string): string | undefined {
  try {
    if (statSync(cwd).isDirectory()) return undefined;
    return `the working directory ${cwd} is not a directory`;
  } catch {
    return `the working directory ${cwd} does not exist or cannot be entered`;
  }
}

function programFault(program: string, code: string | undefined): string {
  if (code === "EACCES") return `the program ${program} may not be executed`;
  return program.includes("/") ? `there is no program ${program}` : `the program ${program} is not on the PATH`;
}
