import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import { runSavedChat } from "./saved-chat.js";

/** `codex resume [SESSION] [PROMPT]`, or `--last [PROMPT]`: continues a saved session in a chat. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  return runSavedChat(invocation, io, async (_loaded, session) => session);
}
