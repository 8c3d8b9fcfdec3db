import { runChat } from "../chat/run-chat.js";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import { inWorkTree } from "./in-work-tree.js";

/** `codex`: a chat on the terminal. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const placed = await inWorkTree(invocation, io);
  return runChat(placed, io, { prompt: invocation.positionals[0] });
}
