import { isAbsolute, join, sep } from "node:path";
import type { Environment } from "../../environment.js";
import { realPathWithMissing } from "../../files/real-path.js";

export function codexHomeOf(env: Environment): string | undefined {
  const home = env["HOME"];
  return env["CODEX_HOME"] || (home === undefined ? undefined : join(home, ".codex"));
}

/** Codex's own code if a project has installed it, and its compile cache, for Node versions other than the bundled one. */
export function ownCode(env: Environment, codeFolder: string | undefined): string[] {
  const cache = env["XDG_CACHE_HOME"] || (env["HOME"] && join(env["HOME"], ".cache"));
  const compiled = cache && isAbsolute(cache) ? [realPathWithMissing(join(cache, "codex", "compiled"))] : [];
  return [...installedCode(codeFolder), ...compiled];
}

/**
 * A session loads parts of its code when it needs them: a command that changed them would run outside the sandbox. Code that was bundled
 * into a program of the project belongs to the project, whose own work may be to build it; there may be no folder then.
 */
function installedCode(folder: string | undefined): string[] {
  return folder?.includes(`${sep}node_modules${sep}`) ? [realPathWithMissing(folder)] : [];
}
