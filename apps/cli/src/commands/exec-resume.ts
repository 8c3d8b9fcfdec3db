import type { Config } from "@codex/core";
import type { Invocation } from "../command-line/command-spec.js";
import { execPrompt, type FreshSession } from "../exec/exec-prompt.js";
import { ExitCode } from "../exec/exit-code.js";
import type { Io } from "../io.js";
import { type FoundSession, findLatestSession, findSession } from "./find-session.js";
import { inWorkTree, whereGiven } from "./in-work-tree.js";

/** `codex exec resume SESSION PROMPT`, or `--last PROMPT`: runs one more prompt in a saved session. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const [first, second] = invocation.positionals;
  if (invocation.has("fleet")) {
    if (first === undefined || invocation.has("last")) return usageError(io, "name a thread of a fleet by its id");
    return execPrompt(invocation, io, { prompt: second, fleet: { threadId: first, isAnswered: false } });
  }
  if (invocation.has("remote")) {
    if (first === undefined) return usageError(io, "say which thread of the server: its id or name");
    return execPrompt(invocation, io, { prompt: second, remote: { type: "resume", thread: first } });
  }
  if (invocation.has("last")) {
    if (second !== undefined) return usageError(io, "--last takes no SESSION, only a PROMPT");
    const placed = await inWorkTree(invocation, io);
    const findSession = (config: Config) => latestOrFresh(whereGiven(config, invocation, io), invocation);
    return execPrompt(placed, io, { prompt: first, findSession });
  }
  if (first === undefined) return usageError(io, "say which session: its id, or --last");
  const placed = await inWorkTree(invocation, io);
  return execPrompt(placed, io, { prompt: second, findSession: (config) => findSession(config, first) });
}

/** As codex 0.171.0: if there is no session yet, starts one, for scripts that always resume. */
async function latestOrFresh(config: Config, invocation: Invocation): Promise<FoundSession | FreshSession> {
  const session = await findLatestSession(config, { all: invocation.has("all") });
  return session.type === "found" ? session : { type: "fresh", message: `${session.message}; starting a new one` };
}

function usageError(io: Io, message: string): number {
  io.stderr.write(`error: ${message}\n`);
  return ExitCode.usage;
}
