import { runChat } from "../chat/run-chat.js";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import { findLatestSession, findSession } from "./find-session.js";

/** `codex resume [SESSION] [PROMPT]`, or `--last [PROMPT]`: goes on with a saved session in a chat. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const [first, second] = invocation.positionals;
  const all = invocation.has("all");
  if (invocation.has("last"))
    return runChat(invocation, io, { prompt: first, findSession: (config) => findLatestSession(config, { all }) });
  return runChat(invocation, io, {
    prompt: second,
    findSession: (config, choose) => (first === undefined ? choose() : findSession(config, first)),
  });
}
