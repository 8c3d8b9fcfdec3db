import { type CodexAuth, LoginError } from "@codex/login";
import { terminalLine } from "@codex/terminal";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import { authManagerFromInvocation } from "./auth-manager.js";

/** `codex login status`: reports on standard error who is logged in; exits with 1 if nobody is. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const manager = await authManagerFromInvocation(invocation, io);
  try {
    const auth = await manager.current();
    io.stderr.write(`${describe(auth)}\n`);
    return auth === undefined ? 1 : 0;
  } catch (error) {
    if (!(error instanceof LoginError)) throw error;
    io.stderr.write(`Error checking login status: ${error.message}\n`);
    return 1;
  }
}

function describe(auth: CodexAuth | undefined): string {
  switch (auth?.mode) {
    case undefined:
      return "Not logged in";
    case "chatgpt":
      return "Logged in using ChatGPT";
    case "apikey": {
      const status = `Logged in using an API key - ${maskKey(auth.apiKey)}`;
      return auth.source === "environment" ? `${status}\n   It comes from the variable OPENAI_API_KEY.` : status;
    }
    default:
      return auth satisfies never;
  }
}

/** Enough of a key to recognize it, unless that would be most of it. */
export function maskKey(key: string): string {
  return key.length <= 13 ? "***" : terminalLine(`${key.slice(0, 8)}***${key.slice(-5)}`);
}
