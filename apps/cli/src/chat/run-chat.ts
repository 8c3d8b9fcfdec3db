import { runTui, type TuiOptions } from "@codex/tui";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import { processTerminal } from "./process-terminal.js";

export interface ChatTask {
  /** The first message. */
  readonly prompt: string | undefined;
  readonly findSession?: TuiOptions["findSession"];
}

const NEED_TERMINAL = "the chat needs a terminal. For a single prompt use 'codex exec PROMPT'.";

/** Runs the chat until the user quits; returns the exit status. Modules that load slowly are loaded after the first paint. */
export async function runChat(invocation: Invocation, io: Io, { prompt, findSession }: ChatTask): Promise<number> {
  if (!io.stdin.isTTY || !io.stdout.isTTY) {
    io.stderr.write(`error: ${NEED_TERMINAL}\n`);
    return 1;
  }
  const start = () => import("./start-engine.js");
  return runTui({
    terminal: processTerminal(io),
    env: io.env,
    platform: io.platform,
    cwd: io.cwd,
    signal: io.signal,
    plain: invocation.has("plain") || Boolean(io.env["CODEX_PLAIN"]) || io.env["TERM"] === "dumb",
    prompt,
    images: invocation.has("image") ? await (await start()).promptImages(invocation, io) : [],
    findSession,
    load: async (onWarning) => (await start()).startEngine(invocation, io, onWarning),
  });
}
