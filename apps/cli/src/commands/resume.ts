import { chooseSession } from "../chat/choose-session.js";
import { runChat } from "../chat/run-chat.js";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import { findLatestSession, findSession } from "./find-session.js";

/** `codex resume [SESSION] [PROMPT]`, or `--last [PROMPT]`: goes on with a saved session in a chat. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const [first, second] = invocation.positionals;
  if (invocation.has("last"))
    return runChat(invocation, io, {
      prompt: first,
      findSession: (config) => findLatestSession(config, { all: invocation.has("all") }),
    });
  return runChat(invocation, io, {
    prompt: second,
    findSession: (config, screen) =>
      first === undefined ? chooseSession(config, screen, io.signal) : findSession(config, first),
  });
}
