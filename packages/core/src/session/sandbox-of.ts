import { needsSandbox, type SpawnPolicy } from "../exec/spawn.js";
import type { SandboxScope } from "../safety/guarded-files.js";
import { secretFilesOf } from "../safety/secret-files.js";
import type { Session } from "./session.js";
import type { TurnContext } from "./turn-context.js";

/** How what runs in a session is confined, as far as nobody allowed anything else. */
export function sandboxOf(session: Session, { sandboxPolicy, cwd }: TurnContext): SandboxScope {
  const hiddenFiles = secretFilesOf(session.config.codexHome);
  const { unixSockets } = session.config;
  return { sandboxPolicy, sandboxCwd: cwd, hiddenFiles, roots: session.roots, unixSockets };
}

/** The same for one command, as its approval says, with what else the user let it do. What is hidden from those that are confined is looked for only then. */
export function spawnPolicyOf(
  session: Session,
  context: TurnContext,
  approved: Pick<SpawnPolicy, "sandboxed" | "sandboxPolicy" | "granted">,
): SpawnPolicy {
  if (!needsSandbox(approved)) return { ...approved, sandboxCwd: context.cwd };
  return { ...sandboxOf(session, context), ...approved };
}
