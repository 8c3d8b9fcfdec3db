import { terminalLine } from "@codex/terminal";
import type { Invocation } from "../command-line/command-spec.js";
import { ExitCode } from "../exec/exit-code.js";
import type { Io } from "../io.js";
import { savedSession } from "./saved-session.js";

/** `codex rename SESSION NAME` */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const [session = "", name = ""] = invocation.positionals;
  const found = await savedSession(session, io);
  if (found === undefined) return ExitCode.failed;
  await found.store.rename(found.thread.id, name);
  io.stdout.write(`Session ${found.thread.id} is now called ${terminalLine(name.trim())}.\n`);
  return ExitCode.done;
}
