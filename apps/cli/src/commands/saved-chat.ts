import type { Loaded } from "@codex/tui";
import { runChat } from "../chat/run-chat.js";
import type { Invocation } from "../command-line/command-spec.js";
import { ExitCode } from "../exec/exit-code.js";
import type { Io } from "../io.js";
import { type ChatSession, latestOnServer, sessionOnServer } from "../remote/session-on-server.js";
import { findLatestSession, findSession } from "./find-session.js";
import { CHOOSE_BEFORE, inWorkTree, whereGiven } from "./in-work-tree.js";

/** What a chat does with the session that was found: the session that it continues. */
type UseSession = (loaded: Loaded, session: ChatSession) => Promise<ChatSession>;

/** Starts a chat from a saved session: `[SESSION] [PROMPT]`, or `--last [PROMPT]`. Without either, the user chooses. */
export async function runSavedChat(invocation: Invocation, io: Io, use: UseSession): Promise<number> {
  const [first, second] = invocation.positionals;
  const isLatest = invocation.has("last");
  if (invocation.has("worktree") && first === undefined && !isLatest) {
    io.stderr.write(CHOOSE_BEFORE);
    return ExitCode.usage;
  }
  const placed = await inWorkTree(invocation, io);
  const all = invocation.has("all");
  const isRemote = invocation.has("remote");
  const latest = (loaded: Loaded) =>
    isRemote ? latestOnServer(loaded) : findLatestSession(whereGiven(loaded.config, invocation, io), { all });
  const named = (loaded: Loaded, session: string) =>
    isRemote ? sessionOnServer(loaded, session) : findSession(loaded.config, session);
  return runChat(placed, io, {
    prompt: isLatest ? first : second,
    findSession: async (loaded, choose) => {
      if (isLatest) return use(loaded, await latest(loaded));
      return use(loaded, await (first === undefined ? choose({ all }) : named(loaded, first)));
    },
  });
}
