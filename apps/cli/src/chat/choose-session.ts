import type { Config, ThreadSummary } from "@codex/core";
import { fitWidth, terminalLine } from "@codex/terminal";
import type { ChatScreen } from "@codex/tui";
import { type FoundSession, sessionsOf } from "../commands/find-session.js";

const MAX_LISTED = 20;
const MESSAGE_COLUMNS = 60;

/** Lists the saved sessions of this folder and asks for the number of one. */
export async function chooseSession(config: Config, screen: ChatScreen, signal: AbortSignal): Promise<FoundSession> {
  const sessions = (await sessionsOf(config)).slice(0, MAX_LISTED);
  if (sessions.length === 0) return { type: "none", message: `no session has been saved for ${config.cwd}` };
  screen.print(["", ...sessions.map((session, index) => describe(session, index + 1, screen))]);
  for (;;) {
    const answer = await screen.line.ask("number of the session", signal);
    if (answer === undefined) return { type: "none", message: "no session was chosen" };
    const chosen = /^\d+$/.test(answer) ? sessions[Number(answer) - 1] : undefined;
    if (chosen !== undefined) return { type: "found", id: chosen.id, path: chosen.path };
  }
}

function describe({ updatedAt, name, preview, id }: ThreadSummary, number: number, { style }: ChatScreen): string {
  const time = new Date(updatedAt).toISOString().slice(0, 16).replace("T", " ");
  const message = fitWidth(terminalLine(name ?? preview ?? "(no message)"), MESSAGE_COLUMNS);
  return `${style.cyan(String(number).padStart(3))} ${style.dim(time)} ${message} ${style.dim(id.slice(0, 8))}`;
}
