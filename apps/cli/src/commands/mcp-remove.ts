import { homedir } from "node:os";
import { findCodexHome, removeMcpServer } from "@codex/core";
import { terminalLine } from "@codex/terminal";
import type { Invocation } from "../command-line/command-spec.js";
import { ExitCode } from "../exec/exit-code.js";
import type { Io } from "../io.js";

/** `codex mcp remove`: removes a server from config.toml. A missing server is not an error. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const [name = ""] = invocation.positionals;
  const removed = await removeMcpServer(await findCodexHome(io.env, homedir), name);
  const shown = terminalLine(name);
  io.stdout.write(removed ? `Removed global MCP server '${shown}'.\n` : `No MCP server named '${shown}' found.\n`);
  return ExitCode.done;
}
