import type { Invocation } from "../command-line/command-spec.js";
import { execPrompt } from "../exec/exec-prompt.js";
import type { Io } from "../io.js";

/** `codex exec`: one prompt to its end, asking nobody. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  return execPrompt(invocation, io, { prompt: invocation.positionals[0] });
}
