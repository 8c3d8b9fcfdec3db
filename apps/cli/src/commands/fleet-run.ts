import type { Invocation } from "../command-line/command-spec.js";
import { execPrompt } from "../exec/exec-prompt.js";
import type { Io } from "../io.js";

/** `codex fleet run PROMPT`: starts a thread in the fleet and shows it until its turn ends. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  return execPrompt(invocation, io, { prompt: invocation.positionals[0], fleet: { isAnswered: true } });
}
