import { threadMarkdown } from "@codex/core";
import { terminalText } from "@codex/terminal";
import type { Invocation } from "../command-line/command-spec.js";
import { ExitCode } from "../exec/exit-code.js";
import type { Io } from "../io.js";
import { savedSession } from "./saved-session.js";

/** `codex export SESSION` */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const found = await savedSession(invocation.positionals[0] ?? "", io);
  if (found === undefined) return ExitCode.failed;
  const markdown = threadMarkdown(await found.store.read(found.thread.id));
  // Files get the text unchanged; a terminal must not interpret what a model or a command wrote.
  io.stdout.write(io.stdout.isTTY ? terminalText(markdown) : markdown);
  return ExitCode.done;
}
