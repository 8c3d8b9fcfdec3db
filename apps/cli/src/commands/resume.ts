import { runChat } from "../chat/run-chat.js";
import type { Invocation } from "../command-line/command-spec.js";
import { ExitCode } from "../exec/exit-code.js";
import type { Io } from "../io.js";
import { latestOnServer, sessionOnServer } from "../remote/session-on-server.js";
import { findLatestSession, findSession } from "./find-session.js";
import { CHOOSE_BEFORE, inWorkTree, whereGiven } from "./in-work-tree.js";

/** `codex resume [SESSION] [PROMPT]`, or `--last [PROMPT]`: continues a saved session in a chat. */
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
    return runChat(placed, io, {
      prompt: first,
      findSession: (loaded) =>
        isRemote ? latestOnServer(loaded) : findLatestSession(whereGiven(loaded.config, invocation, io), { all }),
    });
  }
  return runChat(placed, io, {
    prompt: second,
    findSession: async (loaded, choose) => {
      if (first === undefined) return choose({ all });
      return isRemote ? sessionOnServer(loaded, first) : findSession(loaded.config, first);
    },
  });
}
