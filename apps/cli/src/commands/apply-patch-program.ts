import { addAbortSignal, type Readable, type Writable } from "node:stream";
import { text } from "node:stream/consumers";

/** What the program needs from its process. */
export interface ApplyPatchProgramIo {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly cwd: string;
  readonly signal: AbortSignal;
}

const exitCodes = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/**
 * `apply_patch PATCH`, or `apply_patch` with the patch on stdin, as a separate program. It writes wherever the user may; its caller must
 * confine it.
 *
 * @param args The arguments after the program's name or after `--codex-run-as-apply-patch`.
 * @returns The exit status: 0 done, 1 the patch failed, 2 wrong usage, 130 interrupted.
 */
export async function runApplyPatchProgram(args: readonly string[], io: ApplyPatchProgramIo): Promise<number> {
  if (args.length > 1) {
    io.stderr.write("Error: apply_patch takes one argument, the patch.\n");
    return exitCodes.usage;
  }
  const [given] = args;
  const patch = given ?? (await text(addAbortSignal(io.signal, io.stdin)).catch(() => undefined));
  if (patch === undefined) return exitCodes.interrupted;
  // Empty standard input is wrong usage; an empty argument is an invalid patch.
  if (given === undefined && patch === "") {
    io.stderr.write("Usage: apply_patch PATCH\n       apply_patch < FILE\n");
    return exitCodes.usage;
  }
  const { ApplyPatchError, applyPatch, createFencedFileSystem } = await import("@codex/apply-patch");
  try {
    const fileSystem = createFencedFileSystem({ type: "unrestricted" });
    const { ok, stdout, stderr } = await applyPatch({ patch, cwd: io.cwd, fileSystem, signal: io.signal });
    io.stdout.write(stdout);
    io.stderr.write(stderr);
    return ok ? exitCodes.done : exitCodes.failed;
  } catch (error) {
    if (!(error instanceof ApplyPatchError)) throw error;
    io.stderr.write(`${error.message}\n`);
    return error.code === "interrupted" ? exitCodes.interrupted : exitCodes.failed;
  }
}
