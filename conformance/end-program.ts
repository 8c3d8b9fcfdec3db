import type { JsonLinesProgram } from "@codex/test-support";

/** The reference does not exit when its input ends. */
const PATIENCE_MS = 5_000;

/** Closes a program's input, and kills it if that does not end it. */
export async function endProgram(program: JsonLinesProgram): Promise<void> {
  const timer = setTimeout(() => process.kill(program.pid, "SIGKILL"), PATIENCE_MS);
  await program[Symbol.asyncDispose]();
  clearTimeout(timer);
}
