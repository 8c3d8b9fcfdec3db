import type { Invocation } from "../command-line/command-spec.js";
import { execPrompt } from "../exec/exec-prompt.js";
import type { Io } from "../io.js";

/** `codex fleet resume THREAD PROMPT`: runs one more turn of a thread. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const [threadId, prompt] = invocation.positionals;
  return execPrompt(invocation, io, { prompt, fleet: { threadId, isAnswered: true } });
}
