import { existsSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import type { Io } from "./io.js";

/** Adds the variables of `.env` in CODEX_HOME and in a trusted working directory to `io`. */
export async function withDotEnv(io: Io): Promise<Io> {
  const codexHome = codexHomeOf(io);
  // The command itself reports the problem.
  if (codexHome === undefined) return io;
  // Most runs have neither file, and then the engine is not loaded.
  if (![codexHome, io.cwd].some((folder) => existsSync(`${folder}${path.sep}.env`))) return io;
  const { loadEnvironment } = await import("@codex/core");
  const { env, warnings } = await loadEnvironment({ codexHome, cwd: io.cwd, env: io.env });
  if (warnings.length > 0) {
    const { terminalText } = await import("@codex/terminal");
    for (const warning of warnings) io.stderr.write(`warning: ${terminalText(warning)}\n`);
  }
  return { ...io, env };
}

function codexHomeOf({ env }: Io): string | undefined {
  try {
    return env["CODEX_HOME"] || path.join(homedir(), ".codex");
  } catch {
    return undefined;
  }
}
