import type { Loaded } from "@codex/tui";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import type { ChatSession } from "../remote/session-on-server.js";
import { runSavedChat } from "./saved-chat.js";

/** `codex fork [SESSION] [PROMPT]`, or `--last [PROMPT]`: starts a chat with a copy of a saved session, which stays unchanged. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  return runSavedChat(invocation, io, forkOf);
}

async function forkOf({ engine }: Loaded, session: ChatSession): Promise<ChatSession> {
  if (session.type === "none") return session;
  return { type: "found", id: await engine.forkThread(session.id), isFork: true };
}
