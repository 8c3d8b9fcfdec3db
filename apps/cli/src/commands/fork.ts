import type { Loaded } from "@codex/tui";
import { runChat } from "../chat/run-chat.js";
import type { Invocation } from "../command-line/command-spec.js";
import { ExitCode } from "../exec/exit-code.js";
import type { Io } from "../io.js";
import { findLatestSession, findSession, forkOf } from "./find-session.js";
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
  if (invocation.has("last")) {
    const latestFork = async ({ config }: Pick<Loaded, "config">) =>
      forkOf(config, await findLatestSession(whereGiven(config, invocation, io), { all }));
    return runChat(placed, io, { prompt: first, findSession: latestFork });
  }
  return runChat(placed, io, {
    prompt: second,
    findSession: async ({ config }, choose) =>
      forkOf(config, await (first === undefined ? choose({ all }) : findSession(config, first))),
  });
}
