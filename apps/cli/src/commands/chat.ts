import { runChat } from "../chat/run-chat.js";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";

/** `codex`: a chat on the terminal. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  return runChat(invocation, io, { prompt: invocation.positionals[0] });
}
