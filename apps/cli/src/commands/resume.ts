import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";

export async function run(_invocation: Invocation, io: Io): Promise<number> {
  io.stderr.write("error: the chat needs a terminal. For a single prompt use 'codex exec PROMPT'.\n");
  return 1;
}
