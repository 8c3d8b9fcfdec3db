import { credentialKey } from "@codex/mcp-client";
import { credentialFile } from "@codex/mcp-client/credentials";
import { terminalLine } from "@codex/terminal";
import type { Invocation } from "../command-line/command-spec.js";
import { ExitCode } from "../exec/exit-code.js";
import type { Io } from "../io.js";
import { configuredServers, unknownServer } from "./mcp-server-entry.js";

/** `codex mcp logout`: deletes a server's stored login. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const [name = ""] = invocation.positionals;
  const { codexHome, servers } = await configuredServers(invocation, io);
  const server = servers.get(name);
  if (server === undefined) return unknownServer(io, name);
  if (server.url === undefined) {
    io.stderr.write(`error: '${terminalLine(name)}' is a program: only servers with a url have logins\n`);
    return ExitCode.failed;
  }
  const store = credentialFile(codexHome);
  const key = credentialKey({ name, url: server.url });
  await using _lock = await store.lock(io.signal);
  const known = (await store.read(key)) !== undefined;
  if (known) await store.write(key, undefined);
  io.stdout.write(
    known ? `Logged out of '${terminalLine(name)}'.\n` : `There is no login for '${terminalLine(name)}'.\n`,
  );
  return ExitCode.done;
}
