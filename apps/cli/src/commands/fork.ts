import type { Loaded } from "@codex/tui";
import { runChat } from "../chat/run-chat.js";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import { findLatestSession, findSession, forkOf } from "./find-session.js";

/** `codex fork [SESSION] [PROMPT]`, or `--last [PROMPT]`: a chat that begins as a saved session, which stays as it is. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const [first, second] = invocation.positionals;
  const all = invocation.has("all");
  if (invocation.has("last")) {
    const latestFork = async ({ config }: Pick<Loaded, "config">) =>
      forkOf(config, await findLatestSession(config, { all }));
    return runChat(invocation, io, { prompt: first, findSession: latestFork });
  }
  return runChat(invocation, io, {
    prompt: second,
    findSession: async ({ config }, choose) =>
      forkOf(config, await (first === undefined ? choose() : findSession(config, first))),
  });
}
