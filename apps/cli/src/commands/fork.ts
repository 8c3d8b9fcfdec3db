import type { Loaded } from "@codex/tui";
import { runChat } from "../chat/run-chat.js";
import type { Invocation } from "../command-line/command-spec.js";
import { ExitCode } from "../exec/exit-code.js";
import type { Io } from "../io.js";
import { type ChatSession, latestOnServer, sessionOnServer } from "../remote/session-on-server.js";
import { findLatestSession, findSession } from "./find-session.js";
import { CHOOSE_BEFORE, inWorkTree, whereGiven } from "./in-work-tree.js";

/** `codex fork [SESSION] [PROMPT]`, or `--last [PROMPT]`: starts a chat with a copy of a saved session, which stays unchanged. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const [first, second] = invocation.positionals;
  if (invocation.has("worktree") && first === undefined && !invocation.has("last")) {
    io.stderr.write(CHOOSE_BEFORE);
    return ExitCode.usage;
  }
  const placed = await inWorkTree(invocation, io);
  const all = invocation.has("all");
  const isRemote = invocation.has("remote");
  if (invocation.has("last")) {
    const latest = (loaded: Loaded) =>
      isRemote ? latestOnServer(loaded) : findLatestSession(whereGiven(loaded.config, invocation, io), { all });
    return runChat(placed, io, {
      prompt: first,
      findSession: async (loaded) => forkOf(loaded, await latest(loaded)),
    });
  }
  const named = (loaded: Loaded, session: string) =>
    isRemote ? sessionOnServer(loaded, session) : findSession(loaded.config, session);
  return runChat(placed, io, {
    prompt: second,
    findSession: async (loaded, choose) =>
      forkOf(loaded, await (first === undefined ? choose({ all }) : named(loaded, first))),
  });
}

async function forkOf({ engine }: Loaded, session: ChatSession): Promise<ChatSession> {
  return session.type === "none" ? session : { type: "found", id: await engine.forkThread(session.id) };
}
