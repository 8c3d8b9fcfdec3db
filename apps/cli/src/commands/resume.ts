import type { Loaded, TuiOptions } from "@codex/tui";
import { runChat } from "../chat/run-chat.js";
import type { Invocation } from "../command-line/command-spec.js";
import { ExitCode } from "../exec/exit-code.js";
import type { Io } from "../io.js";
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
        isRemote ? latestOf(loaded) : findLatestSession(whereGiven(loaded.config, invocation, io), { all }),
    });
  }
  return runChat(placed, io, {
    prompt: second,
    findSession: async ({ config }, choose) => {
      if (first === undefined) return choose({ all });
      return isRemote ? { type: "found", id: first } : findSession(config, first);
    },
  });
}

/** The latest session on the server. */
async function latestOf({ engine, config }: Loaded): ReturnType<NonNullable<TuiOptions["findSession"]>> {
  const [latest] = await engine.savedThreads(config, { limit: 1 });
  return latest === undefined
    ? { type: "none", message: "no session has been saved there" }
    : { type: "found", id: latest.id };
}
