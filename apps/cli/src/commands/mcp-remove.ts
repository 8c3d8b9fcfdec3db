import { homedir } from "node:os";
import { findCodexHome, removeMcpServer } from "@codex/core";
import { terminalLine } from "@codex/terminal";
import type { Invocation } from "../command-line/command-spec.js";
import { ExitCode } from "../exec/exit-code.js";
import type { Io } from "../io.js";

/** `codex mcp remove`: takes a server out of config.toml. That there is none is no failure. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const [name = ""] = invocation.positionals;
  const removed = await removeMcpServer(await findCodexHome(io.env, homedir), name);
  const shown = terminalLine(name);
  io.stdout.write(removed ? `Removed global MCP server '${shown}'.\n` : `No MCP server named '${shown}' found.\n`);
  return ExitCode.done;
}
