import { createItemsOutput } from "@codex/exec";
import { terminalText } from "@codex/terminal";
import type { Invocation } from "../command-line/command-spec.js";
import { execPrompt } from "../exec/exec-prompt.js";
import type { Io } from "../io.js";
import { findSession, forkOf } from "./find-session.js";
import { inWorkTree } from "./in-work-tree.js";
import { configFromInvocation } from "./session-config.js";

/** `codex exec fork SESSION [PROMPT]`: a new session that starts as a copy of a saved one; without a prompt, only creates it. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const [session = "", prompt] = invocation.positionals;
  if (prompt === undefined) return forkOnly(session, invocation, io);
  return execPrompt(await inWorkTree(invocation, io), io, {
    prompt,
    findSession: async (config) => forkOf(config, await findSession(config, session)),
  });
}

async function forkOnly(session: string, invocation: Invocation, io: Io): Promise<number> {
  const config = await configFromInvocation(invocation, io);
  const forked = await forkOf(config, await findSession(config, session));
  if (forked.type === "none") {
    io.stderr.write(`error: ${terminalText(forked.message)}\n`);
    return 1;
  }
  const write = (text: string) => void io.stdout.write(text);
  if (!invocation.has("json")) write(`${forked.id}\n`);
  else createItemsOutput(write).begin({ config, prompt: "", threadId: forked.id, isSaved: true });
  return 0;
}
