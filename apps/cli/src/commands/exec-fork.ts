import { CodexError, type Config } from "@codex/core";
import { createItemsOutput } from "@codex/exec";
import { terminalText } from "@codex/terminal";
import type { Invocation } from "../command-line/command-spec.js";
import { execPrompt } from "../exec/exec-prompt.js";
import { failureCode } from "../exec/exit-code.js";
import type { Io } from "../io.js";
import { findSession, forkOf } from "./find-session.js";
import { inWorkTree } from "./in-work-tree.js";
import { configFromInvocation } from "./session-config.js";

/** `codex exec fork SESSION [PROMPT]`: a new session that starts as a copy of a saved one; without a prompt, only creates it. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const [session = "", prompt] = invocation.positionals;
  if (prompt === undefined) return forkOnly(session, invocation, io);
  if (invocation.has("remote")) {
    return execPrompt(invocation, io, { prompt, remote: { type: "fork", thread: session } });
  }
  return execPrompt(await inWorkTree(invocation, io), io, {
    prompt,
    findSession: async (config) => forkOf(config, await findSession(config, session)),
  });
}

async function forkOnly(session: string, invocation: Invocation, io: Io): Promise<number> {
  try {
    const isRemote = invocation.has("remote");
    const config = await configFromInvocation(invocation, io, isRemote ? { cwd: io.cwd } : {});
    const forked = await (isRemote ? forkThere(session, config, invocation, io) : forkHere(session, config));
    const write = (text: string) => void io.stdout.write(text);
    if (!invocation.has("json")) write(`${forked.threadId}\n`);
    else createItemsOutput(write).begin({ prompt: "", ...forked });
    return 0;
  } catch (error) {
    if (!(error instanceof CodexError)) throw error;
    io.stderr.write(`error: ${terminalText(error.message)}\n`);
    return failureCode(error.code);
  }
}

interface Forked {
  readonly config: Config;
  readonly threadId: string;
  readonly isSaved: boolean;
}

async function forkHere(session: string, config: Config): Promise<Forked> {
  const forked = await forkOf(config, await findSession(config, session));
  if (forked.type === "none") throw new CodexError("conversation-not-found", forked.message);
  return { config, threadId: forked.id, isSaved: true };
}

async function forkThere(session: string, config: Config, invocation: Invocation, io: Io): Promise<Forked> {
  const { openRemoteThread } = await import("../remote/open-remote-thread.js");
  await using opened = await openRemoteThread(invocation, io, { config, task: { type: "fork", thread: session } });
  const thread = await opened.newThread(opened.config);
  return { config: opened.config, threadId: thread.id, isSaved: thread.rolloutPath !== undefined };
}
